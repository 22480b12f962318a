// NPZ: numpy's archive. Parameters are arrays "layers.0.w", float32; "description" is the JSON text that says what they
// belong to; mean and scale are those of the user's units.

#include "core/export/exporter.h"
#include "core/export/flow_description.h"
#include "core/export/npy.h"
#include "core/export/zip.h"

namespace core {

namespace {

std::vector<ExportedFile> write(const ExportedFlow& exported, const std::string& path) {
  const Flow flow(exported.spec);
  std::vector<ZipEntry> entries{{"description.npy", npyOf(describeFlow(exported).dump())},
                                {"scaling.mean.npy", npyOf(std::span<const double>(exported.scaling.mean))},
                                {"scaling.scale.npy", npyOf(std::span<const double>(exported.scaling.scale))}};
  for (int k = 0; k < flow.depth(); ++k) {
    const ConstTheta theta = flow.slice(view(exported.theta), k);
    for (const Tensor& tensor : tensorsOf(exported.spec.layers[static_cast<size_t>(k)])) {
      const ConstTheta own = theta.subspan(static_cast<size_t>(tensor.first), static_cast<size_t>(tensor.count()));
      entries.push_back({"layers." + std::to_string(k) + "." + tensor.name + ".npy", npyOf(own, tensor.shape)});
    }
  }
  return {{path, toZip(entries)}};
}

}  // namespace

extern const Exporter npzExporter{"npz", "NumPy", ".npz",
                                  "Parameters by name as arrays of numpy, with a description of the stack", write};

}  // namespace core
