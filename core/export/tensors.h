#pragma once
// Names and shapes of the arrays that a card's parameters are, the same in every format that keeps parameters by name.

#include <string>
#include <vector>

#include "core/flow/flow_spec.h"
#include "core/math/types.h"

namespace core {

/// Entries [first, first + count) of a card's theta, row by row.
struct Tensor {
  std::string name;  ///< "conditioner.linear.0.weight"
  int first = 0;
  std::vector<int> shape;
  int count() const;
};

/// In the order of theta, every entry in one of them. A kind that is not known here is one array, "theta".
std::vector<Tensor> tensorsOf(const LayerSpec& card);

/// What a coupling's conditioner gives at each point, and whether it is autoregressive; 0 for other kinds.
struct CouplingShape {
  int outputs = 0;
  bool autoregressive = false;
};
CouplingShape couplingShape(const LayerSpec& card);

/// What the textbook calls the cards that this one is made of: itself, or a Glow step's three with their places in theta.
struct Member {
  LayerSpec card;
  std::string name;  ///< empty for the card itself
  int first = 0;     ///< where its parameters begin in the card's
};
std::vector<Member> membersOf(const LayerSpec& card);

}  // namespace core
