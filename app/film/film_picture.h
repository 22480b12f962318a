#pragma once
// A picture as a film has it: of its size, on white where there is no transparency.

#include <QImage>
#include <string>

namespace app {

QImage filmPicture(const QImage& picture, QSize size, bool transparent);
/// With the last column and row once more where a side is odd: a border of another colour would be seen.
QImage evenSided(const QImage& picture);
/// The colours go on where nothing is seen of them: an encoder shares colour between neighbours, and the black that Qt has
/// there would darken every edge.
QImage bled(const QImage& transparent);
/// The bytes of a PNG file. Throws InputError.
std::string pngOf(const QImage& picture);

}  // namespace app
