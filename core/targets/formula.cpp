#include "core/targets/formula.h"

#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/util/error.h"

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

bool isFunction(const std::string& name) {
  return (" " + formulaHelp() + " ").find(" " + name + " ") > std::string_view(" x y pi e").size() - 1 &&
         (" " + formulaHelp() + " ").find(" " + name + " ") != std::string::npos;
}

std::string sentenceOf(const mu::Parser::exception_type& error, const std::string& text) {
  const int at = std::clamp(static_cast<int>(error.GetPos()), 0, static_cast<int>(text.size()));
  const std::string token = error.GetToken();
  const std::string what = token.empty() ? "" : " '" + token + "'";
  std::string said;
  switch (error.GetCode()) {
    case mu::ecUNASSIGNABLE_TOKEN:
      said = isFunction(token) ? "the function" + what + " needs brackets"
                               : "unknown name" + what + "; known: " + formulaHelp();
      break;
    case mu::ecUNEXPECTED_EOF: said = "it ends where something should follow"; break;
    case mu::ecMISSING_PARENS: said = "a bracket is not closed"; break;
    case mu::ecUNEXPECTED_PARENS: said = "a bracket" + what + " that does not belong here"; break;
    case mu::ecUNEXPECTED_OPERATOR: said = "an operator" + what + " where a number should be"; break;
    case mu::ecUNEXPECTED_VAL:
    case mu::ecUNEXPECTED_VAR: said = "an operator is missing before" + what; break;
    case mu::ecUNEXPECTED_FUN: said = "a function" + what + " where an operator should be"; break;
    case mu::ecUNEXPECTED_ARG_SEP:
    case mu::ecUNEXPECTED_ARG: said = "a comma that does not belong here"; break;
    case mu::ecTOO_MANY_PARAMS: said = "too many numbers for the function" + what; break;
    case mu::ecTOO_FEW_PARAMS: said = "too few numbers for the function" + what; break;
    case mu::ecEMPTY_EXPRESSION: said = "it is empty"; break;
    default: said = "cannot be read" + (what.empty() ? std::string() : " at" + what);
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
  // The library's parser takes text as it comes; what is no printable character never reaches it.
  for (size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < ' ' || static_cast<unsigned char>(text[i]) > '~')
      throw InputError("formula, character " + std::to_string(i + 1) + ": only plain letters, digits and signs");
    if (text[i] == '=' && (i + 1 >= text.size() || text[i + 1] != '=') &&
        (i == 0 || std::string_view("=<>!").find(text[i - 1]) == std::string_view::npos))
      throw InputError("formula, character " + std::to_string(i + 1) + ": nothing is assigned here; compare with ==");
    if (text[i] == '"')
      throw InputError("formula, character " + std::to_string(i + 1) + ": only plain letters, digits and signs");
  }
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
