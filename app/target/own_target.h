#pragma once
// The user's own target, from whatever they have it in: a file, the clipboard, a word. All throw core::InputError with one
// sentence.

#include <QImage>
#include <QMimeData>
#include <QString>
#include <functional>

#include "core/targets/target.h"

namespace app {

/// What a dialog for opening such files offers: "Points and pictures (*.csv ...)".
QString ownTargetFilter();
/// The same of pictures alone.
QString pictureFilter();
/// Points, PNG and JPEG as core::parseTarget reads them; other pictures in every format that Qt reads, SVG included.
core::TargetSpec targetFromFile(const QString& path);
/// In every format that Qt reads, SVG included.
QImage imageFromFile(const QString& path);
/// What is transparent is white. `name` stands for the file.
core::TargetSpec targetFromImage(const QImage& image, const QString& name);
/// The word as large as it fits, dark on white.
core::TargetSpec targetFromWord(const QString& word);
/// Makes it of a picture, a file's name or rows of numbers as a spreadsheet copies them, of which it has a copy.
std::function<core::TargetSpec()> clipboardTarget(const QMimeData& data);
/// A formula to start from: a ring.
core::TargetSpec firstFormula();

}  // namespace app
