#pragma once
// Motion: how long things on screen take to move, or that they do not, for people whom motion bothers.

namespace app {

struct Motion {
  static inline bool reduced = false;  ///< set once from the settings and whenever they change
  static int milliseconds(int usual) { return reduced ? 0 : usual; }
};

}  // namespace app
