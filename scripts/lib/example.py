"""Sets the view of a project file, or copies one without what only continued training needs: see scripts/examples."""

import json
import sys


def read(path):
    with open(path) as file:
        return json.load(file)


def write(path, project):
    with open(path, "w") as file:
        file.write(json.dumps(project, indent=1, separators=(",", ": ")) + "\n")


if sys.argv[1] == "view":
    project = read(sys.argv[2])
    project["view"].update(json.loads(sys.argv[3]))
    write(sys.argv[2], project)
else:
    project = read(sys.argv[2])
    weights = project["weights"]
    project["weights"] = {"theta": weights["average"], "step": weights["step"]}
    write(sys.argv[3], project)
