#pragma once
// The flow's formula: the change of variables as it is read now, with the term of a layer singled out while its row of the
// ledger is pointed at, and the sum struck out while the Jacobian is forgotten.

#include <QPainter>

#include "app/math/formula.h"
#include "core/project/project.h"

namespace app {

class FlowFormula {
 public:
  struct State {
    core::Reading reading = core::Reading::sampling;
    bool forget = false;
    bool gaussian = true;      ///< the base: N(z), else pi(z)
    bool conditional = false;  ///< p(x | c), else p(x)
    int lit = -1;              ///< layer, from 0
    double points = 13;
    double most = 1e6;  ///< width that there is; where the formula needs more, its type is smaller
    bool operator==(const State&) const = default;
  };
  /// Lays it out anew if anything is different.
  void set(const State& state);
  QSizeF size() const { return formula_.size(); }
  /// `topLeft`: of the formula's box.
  void paint(QPainter& painter, const QPointF& topLeft) const;
  static QString texOf(const State& state);

 private:
  State state_;
  Formula formula_;
};

}  // namespace app
