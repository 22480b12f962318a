#pragma once
// Feeds a reader of core with damaged files: it must read them or refuse them in one sentence, and nothing else.

#include <string>
#include <vector>

namespace fuzz {

class Dice;

/// Takes bytes as a user's file; throws core::InputError for what it refuses.
using Reader = void (*)(const std::string& bytes);

/// Reads once and checks what is thrown.
void fuzzOne(Reader reader, const std::string& bytes);

struct Campaign {
  const char* name;
  Reader reader;
  std::vector<std::string> seeds;  ///< valid files
  std::vector<std::string> words;  ///< what their format is made of
  /// Sets right after the damage what would keep a reader from looking further, or null.
  void (*repair)(std::string& bytes) = nullptr;
  /// Damages what the bytes mean, or null: every other file then, and now and then its bytes as well.
  std::string (*mutate)(const std::string& bytes, Dice& dice) = nullptr;
};

/// Every seed as it is, which must be read, and damaged ones: 10,000, or as many as FUZZ_RUNS says, from FUZZ_SEED.
void run(const Campaign& campaign);

}  // namespace fuzz
