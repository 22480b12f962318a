#include "app/lessons/lesson_list.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include "core/project/edits.h"
#include "core/project/project_file.h"
#include "core/util/error.h"

namespace app {

namespace {

void write(const QString& path, const QByteArray& text) {
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(text);
}

TEST(LessonList, ALessonInAFolderIsFoundWithoutARebuild) {
  const QTemporaryDir folder;
  EXPECT_TRUE(findLessons({folder.path()}).empty());
  write(folder.filePath("mine.yaml"), "title: Mine\nsummary: My own\nsteps:\n  - say: Hello\n");
  const auto found = findLessons({folder.path()});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].title, "Mine");
  EXPECT_EQ(found[0].summary, "My own");
  EXPECT_EQ(found[0].error, "");
  EXPECT_TRUE(found[0].own);
  // And what is changed in it is read.
  write(folder.filePath("mine.yaml"), "title: Still mine\nsteps:\n  - say: Hello\n");
  EXPECT_EQ(findLessons({folder.path()})[0].title, "Still mine");
}

TEST(LessonList, ABrokenLessonIsListedWithItsSentence) {
  const QTemporaryDir folder;
  write(folder.filePath("broken.yaml"), "title: Mine\nsteps:\n  - say: Hello\n    target: mons\n");
  const auto found = findLessons({folder.path()});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].title, "broken.yaml");
  EXPECT_EQ(found[0].error, "broken.yaml, line 4: there is no target 'mons'; did you mean 'moons'?");
}

TEST(LessonList, AMissingFolderIsAnEmptyOne) { EXPECT_TRUE(findLessons({"/nowhere/at/all"}).empty()); }

TEST(LessonList, AFileThatCannotBeReadIsNamed) {
  try {
    loadLesson("/nowhere/mine.yaml");
    FAIL();
  } catch (const core::InputError& error) {
    EXPECT_NE(std::string(error.what()).find("mine.yaml cannot be read"), std::string::npos);
  }
}

TEST(LessonList, FilesOfALessonAreLookedForBesideIt) {
  const QTemporaryDir folder;
  core::Document document;
  document.project =
      core::setStack(core::defaultProject(), core::parseStack("planar*3", core::Objective::maximumLikelihood));
  document.state = core::TrainState::start(core::Flow(document.project.flow), 1);
  core::saveProject(folder.filePath("three.pushforward").toStdString(), document);
  write(folder.filePath("points.csv"), QByteArray("0,1\n2,3\n4,5\n6,7\n").repeated(3));
  write(folder.filePath("mine.yaml"),
        "title: Mine\nsteps:\n"
        "  - {say: Hello, project: three.pushforward, depth: 2}\n"
        "  - {say: Own points, target: points.csv, layer: 3}\n");
  const Lesson lesson = loadLesson(folder.filePath("mine.yaml"));
  ASSERT_NE(sceneAt(lesson, 0).project, nullptr);
  EXPECT_EQ(sceneAt(lesson, 0).flow->depth(), 3);
  EXPECT_EQ(sceneAt(lesson, 0).target->key, "moons");
  EXPECT_EQ(sceneAt(lesson, 1).target->points->rows(), 12);
}

}  // namespace

}  // namespace app
