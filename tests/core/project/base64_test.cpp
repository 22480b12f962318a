// Base64 as in RFC 4648, read strictly.

#include "core/project/base64.h"

#include <gtest/gtest.h>

#include "core/math/random.h"

namespace {

using namespace core;

TEST(Base64, HasTheTestVectorsOfTheStandard) {  // RFC 4648, section 10
  const char* vectors[][2] = {{"", ""},
                              {"f", "Zg=="},
                              {"fo", "Zm8="},
                              {"foo", "Zm9v"},
                              {"foob", "Zm9vYg=="},
                              {"fooba", "Zm9vYmE="},
                              {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(toBase64(bytes), text);
    EXPECT_EQ(fromBase64(text), bytes);
  }
}

TEST(Base64, GivesBackAnyBytes) {
  Rng rng(1);
  for (size_t length = 0; length < 70; ++length) {
    std::string bytes;
    for (size_t i = 0; i < length; ++i) bytes += static_cast<char>(rng.bits());
    EXPECT_EQ(toBase64(bytes).size(), base64Length(length));
    EXPECT_EQ(fromBase64(toBase64(bytes)), bytes);
  }
}

TEST(Base64, RefusesWhatItDoesNotWrite) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg=A", "====", "Z===", "Zm9v\n", "Zm 9v", "Zm-_", "Zh==", "Zm9=", "Zg==Zg=="})
    EXPECT_FALSE(fromBase64(text).has_value()) << text;
}

}  // namespace
