#include "core/targets/condition.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

constexpr int kTrained = 64;  // values of a slider in training
constexpr int kHeldOut = 16;  // intervals between those of the held-out points

}  // namespace

std::string Condition::textAt(double c) const {
  if (kind == Kind::classes) return classes[c < 0.5 ? 0 : 1];
  char text[32];
  std::snprintf(text, sizeof text, "c = %.2f", c);
  return text;
}

std::vector<double> Condition::marks() const {
  if (kind == Kind::none) return {};
  return kind == Kind::classes ? std::vector<double>{0, 1} : std::vector<double>{0, 0.5, 1};
}

std::vector<double> Condition::trained() const {
  if (kind != Kind::slider) return marks();
  std::vector<double> all;
  for (int i = 0; i < kTrained; ++i) all.push_back((i + 0.5) / kTrained);
  return all;
}

std::vector<double> Condition::heldOut() const {
  if (kind != Kind::slider) return marks();
  std::vector<double> all;
  for (int i = 0; i <= kHeldOut; ++i) all.push_back(static_cast<double>(i) / kHeldOut);
  return all;
}

bool Condition::allows(double c) const {
  return kind == Kind::classes ? c == 0 || c == 1 : kind == Kind::slider && c >= 0 && c <= 1;
}

double Condition::read(const std::string& text) const {
  for (size_t i = 0; i < classes.size(); ++i)
    if (text == classes[i]) return static_cast<double>(i);
  double c = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), c);
  if (error == std::errc() && end == text.data() + text.size() && allows(c)) return c;
  const std::string what =
      kind == Kind::classes ? classes[0] + " (or 0) or " + classes[1] + " (or 1)" : "a number from 0 to 1";
  throw InputError("must be " + what + ", not " + inQuotes(text));
}

}  // namespace core
