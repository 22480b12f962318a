#include "app/target/target_maker.h"

#include <gtest/gtest.h>

#include <QTest>
#include <atomic>
#include <thread>

#include "core/project/edits.h"
#include "core/util/error.h"

namespace app {
namespace {

class Maker : public testing::Test {
 protected:
  // A wish that ends when it is let go.
  TargetMaker::Make held(const std::string& key) {
    return [this, key] {
      ++begun;
      while (!go) std::this_thread::yield();
      return core::targetSpec(key);
    };
  }
  void ask(const TargetMaker::Make& make) {
    maker.ask(
        "Reading…", make, [this](const core::TargetSpec& target) { taken << QString::fromStdString(target.key); },
        [this](const QString& why) { refused << why; });
  }
  void wait() {
    ASSERT_TRUE(QTest::qWaitFor([this] { return !maker.busy(); }, 20000));
  }
  // Until the thread has nothing more to do and what it reported is delivered.
  void drain() {
    go = true;
    ask([] { return core::targetSpec("rings"); });
    wait();
    taken.removeAll("rings");
  }

  Document document{core::defaultProject()};
  std::atomic<bool> go = false;
  std::atomic<int> begun = 0;
  QStringList taken, refused, told;
  TargetMaker maker{document};  // ends first: a wish of it may still look at the others
};

TEST_F(Maker, TheCallerDoesNotWait) {
  ask(held("circles"));
  EXPECT_TRUE(maker.busy());
  EXPECT_TRUE(taken.isEmpty());
  go = true;
  wait();
  EXPECT_EQ(taken, QStringList("circles"));
  EXPECT_TRUE(refused.isEmpty());
}

TEST_F(Maker, TheNewestWishWins) {
  ask(held("circles"));
  ask(held("moons"));
  ask(held("u1"));
  go = true;
  wait();
  drain();
  EXPECT_EQ(taken, QStringList("u1"));
  EXPECT_LE(begun, 2);  // one that has not begun when the next comes never does
}

TEST_F(Maker, WhatIsWrongIsToldInOneSentence) {
  ask([]() -> core::TargetSpec { throw core::InputError("a.csv does not exist"); });
  wait();
  ask([] {
    core::TargetSpec formula;
    formula.key = "formula";
    formula.formula = "x +";
    return formula;
  });
  wait();
  ASSERT_EQ(refused.size(), 2);
  EXPECT_EQ(refused[0], "a.csv does not exist");
  EXPECT_TRUE(refused[1].startsWith("formula, character"));
  EXPECT_TRUE(taken.isEmpty());
}

TEST_F(Maker, AnotherTargetOfTheDocumentIsTheNewestWish) {
  ask(held("circles"));
  document.edit("Insert", [](const core::Project& p) { return core::insertLayer(p, 0, "planar"); });
  EXPECT_TRUE(maker.busy());
  document.edit("Target", [](const core::Project& p) { return core::setTarget(p, core::targetSpec("u2")); });
  EXPECT_FALSE(maker.busy());
  drain();
  EXPECT_TRUE(taken.isEmpty());
}

TEST_F(Maker, ABusyWordStandsAsLongAsItTakes) {
  QObject::connect(&maker, &TargetMaker::told, [this](const QString& word) { told << word; });
  ask(held("circles"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return !told.isEmpty(); }, 20000));
  go = true;
  wait();
  EXPECT_EQ(told, QStringList({"Reading…", ""}));
}

TEST_F(Maker, EndsWhileItIsAtWork) {
  {
    TargetMaker other(document);
    other.ask(
        "Reading…", held("circles"), [](const core::TargetSpec&) { ADD_FAILURE(); }, [](const QString&) {});
    go = true;
  }
  QTest::qWait(10);
}

}  // namespace
}  // namespace app
