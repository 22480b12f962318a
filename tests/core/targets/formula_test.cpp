#include "core/targets/formula.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <numbers>
#include <thread>

#include "core/math/random.h"
#include "tests/core/targets/message_of.h"

using namespace core;

namespace {

constexpr double kPi = std::numbers::pi, kE = std::numbers::e;

struct Case {
  const char* text;
  double (*value)(double, double);
};

double logNormal(double a, double mean, double sd) {
  return -(a - mean) * (a - mean) / (2 * sd * sd) - std::log(sd * std::sqrt(2 * kPi));
}

TEST(Formula, IsWhatTheStandardLibrarySays) {
  const Case cases[] = {
      {"3", [](double, double) { return 3.0; }},
      {".5", [](double, double) { return 0.5; }},
      {"1e-3*x", [](double x, double) { return 1e-3 * x; }},
      {"x+y", [](double x, double y) { return x + y; }},
      {"x-y-1", [](double x, double y) { return x - y - 1; }},
      {"x - -y", [](double x, double y) { return x + y; }},
      {"x*y/3", [](double x, double y) { return x * y / 3; }},
      {"x/y/3", [](double x, double y) { return x / y / 3; }},
      {"x+2*y", [](double x, double y) { return x + 2 * y; }},
      {"(x+2)*y", [](double x, double y) { return (x + 2) * y; }},
      {"-x^2", [](double x, double) { return -x * x; }},
      {"(-x)^2", [](double x, double) { return x * x; }},
      {"x^-2", [](double x, double) { return 1 / (x * x); }},
      {"x^3-x^4+x^7", [](double x, double) { return std::pow(x, 3) - std::pow(x, 4) + std::pow(x, 7); }},
      {"2^3^2", [](double, double) { return 512.0; }},
      {"2*x+3*x-x*4", [](double x, double) { return x; }},
      {"x*0", [](double, double) { return 0.0; }},
      {"pi*x", [](double x, double) { return kPi * x; }},
      {"e^x", [](double x, double) { return std::pow(kE, x); }},
      {"sin(x)", [](double x, double) { return std::sin(x); }},
      {"cos(x)", [](double x, double) { return std::cos(x); }},
      {"tan(x)", [](double x, double) { return std::tan(x); }},
      {"asin(x/5)", [](double x, double) { return std::asin(x / 5); }},
      {"acos(x/5)", [](double x, double) { return std::acos(x / 5); }},
      {"atan(x)", [](double x, double) { return std::atan(x); }},
      {"sinh(x)", [](double x, double) { return std::sinh(x); }},
      {"cosh(x)", [](double x, double) { return std::cosh(x); }},
      {"tanh(x)", [](double x, double) { return std::tanh(x); }},
      {"exp(x)", [](double x, double) { return std::exp(x); }},
      {"log(x^2)", [](double x, double) { return std::log(x * x); }},
      {"ln(x^2)", [](double x, double) { return std::log(x * x); }},
      {"sqrt(abs(x))", [](double x, double) { return std::sqrt(std::abs(x)); }},
      {"floor(x)", [](double x, double) { return std::floor(x); }},
      {"ceil(x)", [](double x, double) { return std::ceil(x); }},
      {"round(x)", [](double x, double) { return std::round(x); }},
      {"sign(x)", [](double x, double) { return x > 0   ? 1.0
                                                : x < 0 ? -1.0
                                                        : 0.0; }},
      {"sigmoid(x)", [](double x, double) { return 1 / (1 + std::exp(-x)); }},
      {"softplus(x)", [](double x, double) { return std::log(1 + std::exp(x)); }},
      {"softplus(1000*x)/1000", [](double x, double) { return std::max(x, 0.0); }},
      {"sigmoid(1000*x)", [](double x, double) { return x > 0 ? 1.0 : 0.0; }},
      {"erf(x)", [](double x, double) { return std::erf(x); }},
      {"atan2(y,x)", [](double x, double y) { return std::atan2(y, x); }},
      {"hypot(x,y)", [](double x, double y) { return std::hypot(x, y); }},
      {"pow(abs(x),y)", [](double x, double y) { return std::pow(std::abs(x), y); }},
      {"mod(x,2)", [](double x, double) { return x - 2 * std::floor(x / 2); }},
      {"min(x,y,0)",
       [](double x, double y) {
         return std::min({x, y, 0.0});
       }},
      {"max(x,y,0)",
       [](double x, double y) {
         return std::max({x, y, 0.0});
       }},
      {"max(x)", [](double x, double) { return x; }},
      {"logsumexp(x,y,1)", [](double x, double y) { return std::log(std::exp(x) + std::exp(y) + std::exp(1)); }},
      {"logsumexp(900+x,900+y)", [](double x, double y) { return 900 + std::log(std::exp(x) + std::exp(y)); }},
      {"lognormal(x,1,0.5)", [](double x, double) { return logNormal(x, 1, 0.5); }},
      {"x<y", [](double x, double y) { return double(x < y); }},
      {"x<=y", [](double x, double y) { return double(x <= y); }},
      {"x>y", [](double x, double y) { return double(x > y); }},
      {"x>=x", [](double, double) { return 1.0; }},
      {"x==y", [](double x, double y) { return double(x == y); }},
      {"x!=y", [](double x, double y) { return double(x != y); }},
      {"x>0 && y>0", [](double x, double y) { return double(x > 0 && y > 0); }},
      {"x>0 || y>0", [](double x, double y) { return double(x > 0 || y > 0); }},
      {"x>0 ? 1 : 2", [](double x, double) { return x > 0 ? 1.0 : 2.0; }},
      {"x>0 ? y>0 ? 1 : 2 : 3", [](double x, double y) { return x > 0 ? y > 0 ? 1.0 : 2.0 : 3.0; }},
      {"1+(x>0 ? sin(y) : y)*2", [](double x, double y) { return 1 + (x > 0 ? std::sin(y) : y) * 2; }},
      {" x + y ", [](double x, double y) { return x + y; }},
  };
  Rng rng(1);
  for (const Case& c : cases) {
    const Formula formula(c.text);
    EXPECT_EQ(formula.text(), c.text);
    for (int i = 0; i < 50; ++i) {
      const double x = rng.uniform(-4, 4), y = rng.uniform(-4, 4);
      const double expected = c.value(x, y);
      ASSERT_NEAR(formula.at(x, y), expected, 1e-12 * (1 + std::abs(expected)))
          << c.text << " at " << x << ", " << y << ", seed 1";
    }
  }
}

TEST(Formula, KnowsEveryNameThatItTells) {
  std::istringstream names(formulaHelp());
  int count = 0;
  for (std::string name; names >> name; ++count) {
    const std::string message = messageOf([&] { Formula formula(name + "+"); });
    EXPECT_EQ(message.find("unknown"), std::string::npos) << message;
  }
  EXPECT_GT(count, 30);
}

TEST(Formula, MayBeInfiniteOrNoNumber) {
  EXPECT_EQ(Formula("1/x").at(0, 0), INFINITY);
  EXPECT_EQ(Formula("log(x)").at(0, 0), -INFINITY);
  EXPECT_TRUE(std::isnan(Formula("log(x)").at(-1, 0)));
  EXPECT_TRUE(std::isnan(Formula("x/y").at(0, 0)));
  EXPECT_EQ(Formula("exp(x)").at(1e6, 0), INFINITY);
  EXPECT_EQ(Formula("logsumexp(x,y)").at(-INFINITY, -INFINITY), -INFINITY);
}

TEST(Formula, TellsAMistakeAndItsCharacter) {
  const std::pair<const char*, const char*> all[] = {
      {"", "1: it is empty"},
      {"   ", "1: it is empty"},
      {"x+", "3: it ends where something should follow"},
      {"sin(", "5: it ends where something should follow"},
      {"-", "2: it ends where something should follow"},
      {"1,", "3: it ends where something should follow"},
      {"x ? 1 :", "8: it ends where something should follow"},
      {"1+sin(x", "6: a bracket is not closed"},
      {"((x)", "1: a bracket is not closed"},
      {"(x))", "4: a bracket ')' that does not belong here"},
      {"()", "2: a bracket ')' that does not belong here"},
      {"x(2)", "2: a bracket '(' that does not belong here"},
      {"sin x", "1: the function 'sin' needs brackets"},
      {"1+max", "3: the function 'max' needs brackets"},
      {"2 3", "3: an operator is missing before '3'"},
      {"x y", "3: an operator is missing before 'y'"},
      {"2x", "2: an operator is missing before 'x'"},
      {"x sin(y)", "3: a function 'sin' where an operator should be"},
      {"sin(x,y)", "8: too many numbers for the function 'sin'"},
      {"atan2(x)", "8: too few numbers for the function 'atan2'"},
      {"max()", "6: too few numbers for the function 'max'"},
      {"*x", "1: an operator '*' where a number should be"},
      {"x+*y", "3: an operator '*' where a number should be"},
      {"x ? 1", "3: a ? without its :"},
      {"sin(x ? 1)", "7: a ? without its :"},
      {"max(x ? 1, 2)", "7: a ? without its :"},
      {"(x ? 1) : 2", "4: a ? without its :"},
      {"x : 1", "3: a : without its ?"},
      {"1?2:3:4", "6: a : without its ?"},
      {"2e", "1: '2e' is not a number"},
      {"1e400", "1: '1e400' is not a number"},
      {"1+.", "3: '.' is not a number"},
      {"x.y", "2: '.y' does not belong here"},
      {"x & y", "3: '&' does not belong here"},
      {"!x", "1: '!' does not belong here"},
      {"x = y", "3: nothing is assigned here; compare with =="},
      {"x=<y", "2: nothing is assigned here; compare with =="},
      {"(1,2)", "3: a comma that does not belong here"},
      {"min(1,,2)", "7: a comma that does not belong here"},
      {"x;y", "2: only plain letters, digits and signs of arithmetic, not ';'"},
      {"\"x\"", "1: only plain letters, digits and signs of arithmetic, not '\"'"},
      {"x\ny", "2: only plain letters, digits and signs of arithmetic, not '?'"},
      {"x\u00b2", "2: only plain letters, digits and signs of arithmetic, not '\u00b2'"},
      {"x+\xff", "3: only plain letters, digits and signs of arithmetic, not '?'"},
  };
  for (const auto& [text, says] : all)
    EXPECT_EQ(messageOf([&, t = text] { Formula formula(t); }), "formula, character " + std::string(says)) << text;
  EXPECT_EQ(messageOf([] { Formula formula("1+foo"); }),
            "formula, character 3: unknown name 'foo'; known: " + formulaHelp());
  EXPECT_EQ(messageOf([] { Formula formula("X"); }), "formula, character 1: unknown name 'X'; known: " + formulaHelp());
  EXPECT_EQ(messageOf([] { Formula formula("x,y"); }),
            "formula: it is one number, log p(x, y), not several with commas between");
  EXPECT_EQ(messageOf([] { Formula formula(std::string("x\0+1", 4)); }),
            "formula, character 2: only plain letters, digits and signs of arithmetic, not '?'");
}

TEST(Formula, StaysWithinItsLengths) {
  std::string most = "1";
  while (most.size() + 2 <= static_cast<size_t>(kMaxFormulaLength)) most += "+x";
  EXPECT_EQ(Formula(most).at(2, 0), static_cast<double>(most.size()));
  EXPECT_EQ(messageOf([&] { Formula formula(most + "+x"); }),
            "formula: at most 2000 characters, not " + std::to_string(most.size() + 2));
  // A long name is cut in the sentence; messageOf sees to its length.
  EXPECT_NE(messageOf([] { Formula formula(std::string(2000, 'a')); }).find("...'"), std::string::npos);
  std::string deep = "x";
  while (deep.size() + 3 <= static_cast<size_t>(kMaxFormulaLength)) deep = "-(" + deep + ")";
  EXPECT_EQ(std::abs(Formula(deep).at(3, 0)), 3);
}

TEST(Formula, IsTheSameFromManyThreads) {
  const Formula formula("x*1000+(y>2 ? sin(y) : y)");
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 3000; ++i) {
          const double y = i % 5;
          if (formula.at(t, y) != t * 1000 + (y > 2 ? std::sin(y) : y)) ++wrong;
          Formula::Hand hand(formula);  // held while others ask
          if (hand.at(i, 1) != i * 1000 + 1 || formula.at(t, 2) != t * 1000 + 2) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
