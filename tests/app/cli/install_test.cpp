// `cmake --install`: the program with its libraries in any folder, and what a desktop needs to open its files.

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

// Of the lines "key=value" of a desktop file.
std::string valueOf(const std::string& text, const std::string& key) {
  const size_t at = text.find("\n" + key + "=");
  if (at == std::string::npos) return {};
  const size_t from = at + key.size() + 2;
  return text.substr(from, text.find('\n', from) - from);
}

TEST(Install, IsAWholeThatCanBeMovedAndThatADesktopFinds) {
  ScratchFiles scratch;
  const std::string first = scratch.path("first"), prefix = scratch.path("second place");
  ASSERT_EQ(std::system(("'" PUSHFORWARD_CMAKE "' --install '" PUSHFORWARD_BUILD "' --prefix '" + first + "' > '" +
                         scratch.path("log") + "' 2>&1")
                            .c_str()),
            0)
      << readFile(scratch.path("log"));
  fs::rename(first, prefix);

  const std::string bin = prefix + "/bin/pushforward", out = scratch.path("out");
  ASSERT_EQ(std::system(("LD_DEBUG=libs '" + bin + "' targets > '" + out + "' 2> '" + out + ".loader'").c_str()), 0);
  EXPECT_NE(readFile(out).find("moons"), std::string::npos);
  EXPECT_NE(readFile(out + ".loader").find("calling init: " + prefix + "/bin/../lib"), std::string::npos)
      << "core does not come from where it was installed";

  const std::string share = prefix + "/share/", entry = readFile(share + "applications/pushforward.desktop");
  EXPECT_EQ(valueOf(entry, "Exec"), "pushforward %f");
  EXPECT_TRUE(fs::exists(share + "icons/hicolor/scalable/apps/" + valueOf(entry, "Icon") + ".svg"));
  const std::string type = valueOf(entry, "MimeType"), types = readFile(share + "mime/packages/pushforward.xml");
  ASSERT_EQ(type, "application/x-pushforward;");
  EXPECT_NE(types.find("mime-type type=\"" + type.substr(0, type.size() - 1) + "\""), std::string::npos);
  EXPECT_NE(types.find("glob pattern=\"*.pushforward\""), std::string::npos);
}

}  // namespace
