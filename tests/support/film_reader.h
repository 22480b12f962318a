#pragma once
// Reads a film again, for tests: by Qt (GIF, PNG) and libwebp where those can, which did not write it; else by libav.

#include <QImage>
#include <string>
#include <vector>

struct ReadFilm {
  std::vector<QImage> frames;  ///< ARGB32
  std::vector<double> starts;  ///< seconds; empty for a folder, which has no times
  double duration = 0;
  bool loops = false;
  bool hd = false;  ///< colours are tagged as BT.709, limited range
};

/// Throws std::runtime_error.
ReadFilm readFilm(const std::string& format, const std::string& path);

/// Of two pictures of one size, in dB, over red, green and blue.
double likeness(const QImage& a, const QImage& b);
