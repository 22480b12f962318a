#include <cstdio>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/devices.h"

namespace app::cli {

namespace {

int run(bool json) {
  const Devices& found = devices();
  Json list = Json::array();
  for (const Device& device : found.all) {
    const bool standard = device.key == found.standard;
    const std::string why = standard ? found.why : "";
    if (json) {
      list.push_back({{"key", device.key}, {"label", device.label}, {"default", standard}, {"why", why}});
    } else {
      std::printf("%-10s %s%s%s\n", device.key.c_str(), device.label.c_str(), standard ? "  (default)" : "",
                  why.empty() ? "" : ("; " + why).c_str());
    }
  }
  if (json) print(list);
  return 0;
}

}  // namespace

Action addDevices(CLI::App& command) {
  auto json = std::make_shared<bool>(false);
  command.add_flag("--json", *json, "A list of objects");
  return [json] { return run(*json); };
}

}  // namespace app::cli
