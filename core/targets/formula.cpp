#include "core/targets/formula.h"

#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

// The words of mathematics rather than the library's: log is the natural one.
struct Function1 {
  const char* name;
  double (*f)(double);
};
struct Function2 {
  const char* name;
  double (*f)(double, double);
};

double sigmoid(double a) { return a > 0 ? 1 / (1 + std::exp(-a)) : std::exp(a) / (1 + std::exp(a)); }
double softplus(double a) { return std::max(a, 0.0) + std::log1p(std::exp(-std::abs(a))); }

constexpr Function1 kFunctions1[] = {
    {"sin", [](double a) { return std::sin(a); }},
    {"cos", [](double a) { return std::cos(a); }},
    {"tan", [](double a) { return std::tan(a); }},
    {"asin", [](double a) { return std::asin(a); }},
    {"acos", [](double a) { return std::acos(a); }},
    {"atan", [](double a) { return std::atan(a); }},
    {"sinh", [](double a) { return std::sinh(a); }},
    {"cosh", [](double a) { return std::cosh(a); }},
    {"tanh", [](double a) { return std::tanh(a); }},
    {"exp", [](double a) { return std::exp(a); }},
    {"log", [](double a) { return std::log(a); }},
    {"ln", [](double a) { return std::log(a); }},
    {"sqrt", [](double a) { return std::sqrt(a); }},
    {"abs", [](double a) { return std::abs(a); }},
    {"floor", [](double a) { return std::floor(a); }},
    {"ceil", [](double a) { return std::ceil(a); }},
    {"round", [](double a) { return std::round(a); }},
    {"sign", [](double a) { return double((a > 0) - (a < 0)); }},
    {"sigmoid", sigmoid},
    {"softplus", softplus},
    {"erf", [](double a) { return std::erf(a); }},
};

constexpr Function2 kFunctions2[] = {
    {"atan2", [](double a, double b) { return std::atan2(a, b); }},
    {"hypot", [](double a, double b) { return std::hypot(a, b); }},
    {"pow", [](double a, double b) { return std::pow(a, b); }},
    {"mod", [](double a, double b) { return a - b * std::floor(a / b); }},
};

// log N(a; mean, sd).
double lognormal(double a, double mean, double sd) {
  const double u = (a - mean) / sd;
  return -u * u / 2 - std::log(sd) - std::log(2 * std::numbers::pi) / 2;
}

double least(const double* values, int count) { return *std::min_element(values, values + count); }
double most(const double* values, int count) { return *std::max_element(values, values + count); }
double logSumExp(const double* values, int count) {
  const double top = most(values, count);
  if (!std::isfinite(top)) return top;
  double sum = 0;
  for (int i = 0; i < count; ++i) sum += std::exp(values[i] - top);
  return top + std::log(sum);
}

constexpr const char* kOthers = "min max logsumexp lognormal";

bool isFunction(const std::string& name) {  // the names that are none are known to the library
  return (" " + formulaHelp() + " ").find(" " + name + " ") != std::string::npos;
}

[[noreturn]] void refuseAt(size_t place, const std::string& why) {
  throw InputError("formula, character " + std::to_string(place + 1) + ": " + why);
}

bool isOneOf(char c, std::string_view all) { return all.find(c) != std::string_view::npos; }
bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || isOneOf(c, "_.");
}

// What is told here rather than by the library: there it would be told at another place, or not in words for a person, or
// it would never return from text as it comes.
void checkSigns(const std::string& text) {
  struct Bracket {
    size_t place;
    bool ofFunction;
    std::vector<size_t> conditions;  // each a ? that waits for its :
  };
  std::vector<Bracket> open = {{0, true, {}}};  // the whole text is within one, where commas are told later
  const auto conditionsAreWhole = [&] {
    if (!open.back().conditions.empty()) refuseAt(open.back().conditions.back(), "a ? without its :");
  };
  char last = ' ';  // that is no space
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!isNameCharacter(c) && !isOneOf(c, " +-*/^(),?:<>=!&|"))
      refuseAt(i,
               "only plain letters, digits and signs of arithmetic, not " + inQuotes(firstCharacter(text.substr(i))));
    if (c == '=' && (i + 1 >= text.size() || text[i + 1] != '=') && (i == 0 || !isOneOf(text[i - 1], "=<>!")))
      refuseAt(i, "nothing is assigned here; compare with ==");
    if (c == '(') open.push_back({i, isNameCharacter(last), {}});
    if (c == '?') open.back().conditions.push_back(i);
    if (c == ':') {
      if (open.back().conditions.empty()) refuseAt(i, "a : without its ?");
      open.back().conditions.pop_back();
    }
    if (c == ',' && !open.back().ofFunction) refuseAt(i, "a comma that does not belong here");
    if (c == ',' || c == ')') conditionsAreWhole();
    if (c == ')') {
      if (open.size() == 1) refuseAt(i, "a bracket ')' that does not belong here");
      open.pop_back();
    }
    if (c != ' ') last = c;
  }
  if (last == ' ') refuseAt(0, "it is empty");
  if (isOneOf(last, "+-*/^(,?:<>=!&|")) refuseAt(text.size(), "it ends where something should follow");
  conditionsAreWhole();
  if (open.size() > 1) refuseAt(open.back().place, "a bracket is not closed");
}

std::string sentenceOf(const mu::Parser::exception_type& error, const std::string& text) {
  const auto at = static_cast<size_t>(std::clamp(static_cast<int>(error.GetPos()), 0, static_cast<int>(text.size())));
  const std::string token = error.GetToken();
  const std::string what = token.empty() ? "" : " " + inQuotes(token);
  std::string said;
  switch (error.GetCode()) {
    case mu::ecUNASSIGNABLE_TOKEN: {
      // The library's token may go on after what it stumbled over.
      const std::string name(token.begin(), std::find_if_not(token.begin(), token.end(), isNameCharacter));
      if (name.empty())
        said = inQuotes(token.substr(0, 1)) + " does not belong here";
      else if (isOneOf(name[0], "0123456789."))
        said =
            inQuotes(name) + (at > 0 && isNameCharacter(text[at - 1]) ? " does not belong here" : " is not a number");
      else
        said = isFunction(name) ? "the function " + inQuotes(name) + " needs brackets"
                                : "unknown name " + inQuotes(name) + "; known: " + formulaHelp();
      break;
    }
    case mu::ecUNEXPECTED_EOF: said = "it ends where something should follow"; break;
    case mu::ecUNEXPECTED_PARENS: said = "a bracket" + what + " that does not belong here"; break;
    case mu::ecUNEXPECTED_OPERATOR: said = "an operator" + what + " where a number should be"; break;
    case mu::ecUNEXPECTED_CONDITIONAL: said = "a sign" + what + " where a number should be"; break;
    case mu::ecUNEXPECTED_VAL:
    case mu::ecUNEXPECTED_VAR: said = "an operator is missing before" + what; break;
    case mu::ecUNEXPECTED_FUN: said = "a function" + what + " where an operator should be"; break;
    case mu::ecUNEXPECTED_ARG_SEP:
    case mu::ecUNEXPECTED_ARG: said = "a comma that does not belong here"; break;
    case mu::ecTOO_MANY_PARAMS: said = "too many numbers for the function" + what; break;
    case mu::ecTOO_FEW_PARAMS: said = "too few numbers for the function" + what; break;
    default: said = "cannot be read from here on";  // the library's own words are of its insides
  }
  return "formula, character " + std::to_string(at + 1) + ": " + said;
}

}  // namespace

struct Formula::Hand::Machine {
  mu::Parser parser;
  double x = 0, y = 0;

  explicit Machine(const std::string& text) {
    parser.ClearFun();
    parser.ClearConst();
    parser.ClearPostfixOprt();
    for (const Function1& f : kFunctions1) parser.DefineFun(f.name, f.f);
    for (const Function2& f : kFunctions2) parser.DefineFun(f.name, f.f);
    parser.DefineFun("lognormal", lognormal);
    parser.DefineFun("min", least);
    parser.DefineFun("max", most);
    parser.DefineFun("logsumexp", logSumExp);
    parser.DefineConst("pi", std::numbers::pi);
    parser.DefineConst("e", std::numbers::e);
    parser.DefineVar("x", &x);
    parser.DefineVar("y", &y);
    parser.SetExpr(text);
  }
  double value() {
    try {
      return parser.Eval();
    } catch (const mu::Parser::exception_type&) {
      return std::numeric_limits<double>::quiet_NaN();  // the library throws for a division by zero, if built to
    }
  }
};

Formula::Formula(const std::string& text) : text_(text) {
  if (text.size() > static_cast<size_t>(kMaxFormulaLength))
    throw InputError("formula: at most " + std::to_string(kMaxFormulaLength) + " characters, not " +
                     std::to_string(text.size()));
  checkSigns(text);
  try {
    auto machine = std::make_unique<Hand::Machine>(text);
    machine->parser.Eval();
    if (machine->parser.GetNumResults() > 1)
      throw InputError("formula: it is one number, log p(x, y), not several with commas between");
    idle_.push_back(std::move(machine));
  } catch (const mu::Parser::exception_type& error) {
    throw InputError(sentenceOf(error, text));
  }
}

Formula::~Formula() = default;

double Formula::at(double x, double y) const { return Hand(*this).at(x, y); }

Formula::Hand::Hand(const Formula& formula) : formula_(formula) {
  const std::scoped_lock lock(formula.mutex_);
  if (formula.idle_.empty()) {
    machine_ = std::make_unique<Machine>(formula.text_);
  } else {
    machine_ = std::move(formula.idle_.back());
    formula.idle_.pop_back();
  }
}

Formula::Hand::~Hand() {
  const std::scoped_lock lock(formula_.mutex_);
  formula_.idle_.push_back(std::move(machine_));
}

double Formula::Hand::at(double x, double y) {
  machine_->x = x;
  machine_->y = y;
  return machine_->value();
}

std::string formulaHelp() {
  std::string names = "x y pi e";
  for (const Function1& f : kFunctions1) names += std::string(" ") + f.name;
  for (const Function2& f : kFunctions2) names += std::string(" ") + f.name;
  return names + " " + kOthers;
}

}  // namespace core
