#include "core/project/project.h"

namespace core {

Project defaultProject() {
  Project project;
  project.flow = parseStack(preset("nsf").stack, project.training.objective);
  return project;
}

}  // namespace core
