#pragma once
// The round of the warp: from one end of the flow to the other with a rest at each layer, and back or from the start again.

namespace app {

class WarpRound {
 public:
  /// Of a flow of K layers.
  WarpRound(int K, bool pingPong) : K_(K), pingPong_(pingPong) {}

  /// Seconds at speed 1.
  double length() const;
  /// Depth in [0, K], `seconds` in [0, length()) into the round.
  double depthAt(double seconds) const;

 private:
  double way() const;

  int K_;
  bool pingPong_;
};

}  // namespace app
