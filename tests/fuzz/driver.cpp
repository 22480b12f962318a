#include "tests/fuzz/driver.h"

#include <gtest/gtest.h>
#include <sanitizer/common_interface_defs.h>

#include <cstdio>
#include <cstdlib>

#include "core/util/error.h"
#include "tests/fuzz/mutate.h"

// Memory that a small file can make a reader take: more ends the program with the place.
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=300:hard_rss_limit_mb=3000"; }

namespace fuzz {

namespace {

const char* campaignName = "none";
std::uint64_t currentSeed = 0;
long currentRun = 0;
std::uint64_t filesRead = 0;

// A sanitizer ends the program: what was being read is told then.
void tellWhere() {
  std::fprintf(stderr, "while reading: %s, FUZZ_SEED=%llu, run %ld\n", campaignName,
               static_cast<unsigned long long>(currentSeed), currentRun);
}

std::uint64_t numberFrom(const char* variable, std::uint64_t standard) {
  const char* text = std::getenv(variable);
  return text == nullptr ? standard : std::strtoull(text, nullptr, 10);
}

std::string escaped(const std::string& bytes) {
  std::string text;
  for (const char c : bytes.substr(0, 400)) {
    char code[8];
    std::snprintf(code, sizeof code, c >= ' ' && c <= '~' && c != '\\' ? "%c" : "\\x%02x",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    text += code;
  }
  return text + (bytes.size() > 400 ? "..." : "");
}

void expectOneSentence(const std::string& message) {
  EXPECT_FALSE(message.empty());
  EXPECT_LT(message.size(), 1000u) << message;
  EXPECT_TRUE(std::none_of(message.begin(), message.end(), [](char c) { return c >= 0 && c < ' '; }))
      << escaped(message);
}

}  // namespace

void fuzzOne(Reader reader, const std::string& bytes) {
  try {
    reader(bytes);
    ++filesRead;
  } catch (const core::InputError& error) {
    expectOneSentence(error.what());
  } catch (const std::exception& error) {
    ADD_FAILURE() << "threw another thing: " << error.what();
  }
}

void run(const Campaign& campaign) {
  const std::uint64_t seed = numberFrom("FUZZ_SEED", 20240607), runs = numberFrom("FUZZ_RUNS", 10'000);
  std::printf("seed %llu: ", static_cast<unsigned long long>(seed));
  filesRead = 0;
  campaignName = campaign.name;
  __sanitizer_set_death_callback(tellWhere);
  for (const std::string& bytes : campaign.seeds) EXPECT_NO_THROW(campaign.reader(bytes)) << escaped(bytes);
  for (std::uint64_t i = 0; i < runs && !testing::Test::HasFailure(); ++i) {
    // Each run starts from its own number, so that one can be repeated alone.
    Dice dice(seed + i);
    currentSeed = seed + i;
    currentRun = static_cast<long>(i);
    std::string bytes = campaign.seeds[dice.below(campaign.seeds.size())];
    const bool byMeaning = campaign.mutate != nullptr && dice.below(2) == 0;
    if (byMeaning) bytes = campaign.mutate(bytes, dice);
    if (!byMeaning || dice.below(8) == 0) bytes = mutated(bytes, campaign.words, dice);
    if (campaign.repair != nullptr && dice.below(4) != 0) campaign.repair(bytes);
    fuzzOne(campaign.reader, bytes);
    if (testing::Test::HasFailure())
      ADD_FAILURE() << campaign.name << ": FUZZ_SEED=" << seed + i << " FUZZ_RUNS=1 repeats it: " << escaped(bytes);
  }
  std::printf("%llu of %llu read\n", static_cast<unsigned long long>(filesRead), static_cast<unsigned long long>(runs));
  // Damage that leaves nothing to read would only ever try the first checks.
  EXPECT_TRUE(runs < 1000 || filesRead > runs / 50);
}

}  // namespace fuzz
