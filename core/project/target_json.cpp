#include "core/project/target_json.h"

#include <limits>

#include "core/project/data_link.h"
#include "core/project/training_json.h"
#include "core/targets/picture.h"
#include "core/targets/points_file.h"

namespace core {

namespace {

constexpr size_t kLongestPath = 4096, kHashDigits = 64;

}  // namespace

Json settingsJson(const Settings& settings) {
  Json out = Json::object();
  for (const auto& [key, value] : settings) out[key] = value;
  return out;
}

// What is not there is at its standard: a file may have been written before a kind had settings.
Settings readSettings(const JsonNode& owner) {
  Settings settings;
  if (!owner.has("settings")) return settings;
  const JsonNode list = owner.at("settings");
  if (!list.json().is_object()) list.refuse("must be an object");
  for (const auto& item : list.json().items()) settings[item.key()] = list.at(item.key()).text();
  return settings;
}

Json targetJson(const TargetSpec& target) {
  Json out{{"key", target.key}, {"settings", settingsJson(completed(target).settings)}};
  if (target.points != nullptr || target.picture != nullptr) out["file"] = target.file;
  if (target.points != nullptr) {
    const Theta rows = target.points->transpose().reshaped();  // x and y in turn, as in the file they came from
    out["points"] = encodeNumbers(rows);
  }
  if (target.picture != nullptr) {
    const Picture& picture = *target.picture;
    out["picture"] = {{"width", picture.width},
                      {"height", picture.height},
                      {"brightness", toBase64({reinterpret_cast<const char*>(picture.brightness.data()),
                                               picture.brightness.size()})}};
  }
  if (!target.formula.empty()) out["formula"] = target.formula;
  return out;
}

Json linkedTargetJson(const TargetSpec& target, const DataLink& link) {
  Json out = targetJson(standInFor(target));
  out["link"] = {{"path", link.path}, {"size", link.size}, {"sha256", link.hash}};
  return out;
}

namespace {

std::shared_ptr<const Picture> readPictureNode(const JsonNode& node) {
  Picture picture;
  picture.width = node.at("width").integer(1, kMaxPictureSide);
  picture.height = node.at("height").integer(1, kMaxPictureSide);
  const auto bytes = fromBase64(node.at("brightness").text());
  if (!bytes || bytes->size() != static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height))
    node.at("brightness").refuse("must be the base64 of one byte a pixel");
  picture.brightness.assign(bytes->begin(), bytes->end());
  return std::make_shared<const Picture>(std::move(picture));
}

}  // namespace

TargetSpec readTarget(const JsonNode& node) {
  TargetSpec target;
  target.key = node.at("key").text();
  target.settings = readSettings(node);
  if (target.key == "points") {
    target.file = node.at("file").text();
    const JsonNode list = node.at("points");
    const Theta rows = list.numbers(-1);
    if (rows.size() % 2 != 0 || rows.size() < 4 || rows.size() > 2 * Eigen::Index{kMaxFilePoints})
      list.refuse("must hold 2 to " + std::to_string(kMaxFilePoints) + " points");
    auto points = std::make_shared<Points>(rows.size() / 2, 2);
    for (Eigen::Index i = 0; i < rows.size(); ++i) (*points)(i / 2, i % 2) = rows(i);
    target.points = points;
  } else if (target.key == "image") {
    target.file = node.at("file").text();
    target.picture = readPictureNode(node.at("picture"));
  } else if (target.key == "formula") {
    target.formula = node.at("formula").text();
  }
  return explained(node, [&] {
    makeTarget(target);
    return completed(target);
  });
}

std::optional<DataLink> readLink(const JsonNode& target) {
  if (!target.has("link")) return {};
  const JsonNode node = target.at("link");
  const std::string key = target.at("key").text();
  if (key != "points" && key != "image") node.refuse("is of a target that has no data");
  DataLink link;
  link.path = node.at("path").text();
  if (link.path.empty() || link.path.size() > kLongestPath || link.path.find('\0') != std::string::npos)
    node.at("path").refuse("is no path");
  link.size = node.at("size").seed();
  link.hash = node.at("sha256").text();
  if (link.hash.size() != kHashDigits || link.hash.find_first_not_of("0123456789abcdef") != std::string::npos)
    node.at("sha256").refuse("must be 64 hexadecimal digits");
  link.standIn = true;
  return link;
}

}  // namespace core
