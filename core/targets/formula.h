#pragma once
// A formula in x and y that a person typed, ready to be evaluated.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace core {

inline constexpr int kMaxFormulaLength = 2000;

/// Numbers, + - * / ^, comparisons, && ||, a ? b : c; x, y, pi, e; the functions of `formulaHelp`. Immutable; safe to use
/// from several threads at once.
class Formula {
 public:
  /// Throws InputError that names the character: "formula, character 5: ...".
  explicit Formula(const std::string& text);
  ~Formula();

  const std::string& text() const { return text_; }
  /// What it comes to; may be infinite or NaN. Never throws.
  double at(double x, double y) const;

  /// Evaluates many times in one thread without asking for the parser again.
  class Hand {
   public:
    explicit Hand(const Formula& formula);
    ~Hand();
    Hand(const Hand&) = delete;
    double at(double x, double y);

   private:
    friend class Formula;
    struct Machine;
    const Formula& formula_;
    std::unique_ptr<Machine> machine_;
  };

 private:
  std::string text_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Hand::Machine>>
      idle_;  // parsers keep their variables in themselves: one a thread
};

/// The names that a formula may use, as a line for a person: "x y pi e sin cos ...".
std::string formulaHelp();

}  // namespace core
