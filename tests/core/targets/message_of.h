#pragma once
// The sentence of the InputError that an action throws.

#include <gtest/gtest.h>

#include <string>

#include "core/util/error.h"

template <class Action>
std::string messageOf(const Action& action) {
  try {
    action();
  } catch (const core::InputError& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.find_first_of("\n\r"), std::string::npos) << message;
    EXPECT_LT(message.size(), 1000u) << message;
    return message;
  }
  return "no error";
}
