// The hash of files is the one that everybody else computes.

#include "core/util/sha256.h"

#include <gtest/gtest.h>

namespace {

std::string of(const std::string& bytes) {
  core::Sha256 hash;
  hash.add(bytes);
  return hash.digits();
}

// The examples of FIPS 180-4.
TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(of(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnTheParts) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i * 7);
  for (const size_t part : {1, 3, 63, 64, 65, 130}) {
    core::Sha256 hash;
    for (size_t at = 0; at < bytes.size(); at += part) hash.add(std::string_view(bytes).substr(at, part));
    EXPECT_EQ(hash.digits(), of(bytes)) << part;
  }
}

}  // namespace
