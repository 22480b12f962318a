#include "app/panels/target_gallery.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include "app/motion.h"
#include "app/stack/card_painter.h"
#include "app/theme.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kGap = 2;  // tiles are drawn a little smaller than they are
constexpr int kDots = 600;
constexpr int kLeastSide = 34;  // of a tile, in pixels
constexpr double kRest = 4;     // margin of a tile at rest; half of it is for the frame of the chosen one
constexpr double kLarge = 2;    // and under the pointer

QString words(const std::string& s) { return QString::fromStdString(s); }

}  // namespace

TargetTile::TargetTile(Content content, QWidget* parent) : QAbstractButton(parent), content_(content) {
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
  connect(&growth_, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
    size_ = value.toDouble();
    update();
  });
}

void TargetTile::setPoints(const core::Points& points, const core::Window& window) {
  dots_.clear();
  const Eigen::Index stride = std::max<Eigen::Index>(1, points.rows() / kDots);
  for (Eigen::Index i = 0; i < points.rows(); i += stride)
    dots_ << QPointF((points(i, 0) - window.x0) / (window.x1 - window.x0),
                     (window.y1 - points(i, 1)) / (window.y1 - window.y0));
  update();
}

void TargetTile::setChosen(bool chosen) {
  chosen_ = chosen;
  setAccessibleDescription(chosen ? "the target now" : "");
  update();
}

void TargetTile::grow(bool large) {
  growth_.stop();
  growth_.setDuration(Motion::milliseconds(150));
  growth_.setStartValue(size_);
  growth_.setEndValue(large ? 1.0 : 0.0);
  growth_.start();
}

void TargetTile::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  grow(true);
}

void TargetTile::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  grow(false);
}

void TargetTile::paintDots(QPainter& painter, const QRectF& tile) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor("#440154"));  // viridis, its two ends
  painter.drawRoundedRect(tile, 5, 5);
  QPainterPath clip;
  clip.addRoundedRect(tile, 5, 5);
  painter.setClipPath(clip);
  QColor dot("#b5de2b");
  dot.setAlphaF(0.85F);
  painter.setBrush(dot);
  const double radius = tile.width() / 90;
  for (const QPointF& p : dots_)
    painter.drawEllipse(QPointF(tile.left() + p.x() * tile.width(), tile.top() + p.y() * tile.height()), radius,
                        radius);
  painter.setClipping(false);
}

void TargetTile::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double margin = kRest + (kLarge - kRest) * size_;
  const QRectF tile = QRectF(rect()).adjusted(margin, margin, -margin, -margin);
  if (content_ == Content::points) {
    paintDots(painter, tile);
  } else {
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(underMouse() ? t.hover : t.card);
    painter.drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.setFont(uiFont(8));
    painter.setPen(t.muted);
    const bool named = painter.fontMetrics().horizontalAdvance(text()) <= tile.width();
    paintIcon(painter, CardIcon::import, QRectF(tile.center().x() - 9, tile.center().y() - (named ? 17 : 9), 18, 18),
              t.muted);
    if (named) painter.drawText(QRectF(tile.left(), tile.center().y() + 4, tile.width(), 16), Qt::AlignCenter, text());
  }
  if (chosen_ || hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.accent, chosen_ ? 2 : 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 7, 7);
  }
}

void TargetTile::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left: emit stepRequested(-1, 0); break;
    case Qt::Key_Right: emit stepRequested(1, 0); break;
    case Qt::Key_Up: emit stepRequested(0, -1); break;
    case Qt::Key_Down: emit stepRequested(0, 1); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: click(); break;
    default: event->ignore();  // Space and letters are the window's
  }
}

bool TargetTile::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) emit explained();
  if (event->type() == QEvent::PaletteChange) update();
  return QAbstractButton::event(event);
}

TargetGallery::TargetGallery(Document& document, QWidget* parent) : QWidget(parent), document_(document) {
  setAccessibleName("Targets");
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  const auto& kinds = core::targetKinds();
  for (size_t i = 0; i < kinds.size(); ++i) {
    const core::TargetInfo& info = kinds[i]->info();
    auto* tile = new TargetTile(TargetTile::Content::points, this);
    tile->setAccessibleName("Target " + words(info.label));
    tile->setToolTip(words(info.label));  // the entropy may cost a quadrature: it is added when someone asks
    connect(tile, &QAbstractButton::clicked, this, [this, &info] { choose({info.key, {}, nullptr}); });
    connect(tile, &TargetTile::explained, this, [this, i] { explain(i); });
    tiles_.push_back(tile);
  }
  own_ = new TargetTile(TargetTile::Content::points, this);  // after the others, for Tab
  connect(own_, &QAbstractButton::clicked, this, [this] { choose(ownTarget_); });
  import_ = new TargetTile(TargetTile::Content::import, this);
  import_->setText("Import");
  import_->setAccessibleName("Import your own target");
  import_->setToolTip("Your own target: points, a picture, a formula or a word; or drop a file on the window");
  connect(import_, &QAbstractButton::clicked, this, &TargetGallery::importRequested);
  tiles_.push_back(own_);
  tiles_.push_back(import_);
  for (TargetTile* tile : tiles_) {
    connect(tile, &TargetTile::stepRequested, this, [this, tile](int dx, int dy) {
      const auto shown = shownTiles();
      const int at = static_cast<int>(std::find(shown.begin(), shown.end(), tile) - shown.begin());
      const int to = at + dx + columns_ * dy;
      if (to >= 0 && to < static_cast<int>(shown.size())) shown[static_cast<size_t>(to)]->setFocus(Qt::TabFocusReason);
    });
  }
  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (!(before.target == after.target)) follow();
  });
  // One thumbnail a turn of the event loop, once the window is up: the start does not wait for them.
  connect(&fill_, &QTimer::timeout, this, &TargetGallery::fillNext);
  fill_.start(0);
  follow();
}

void TargetGallery::fillNext() {
  const auto& kinds = core::targetKinds();
  if (filled_ >= kinds.size()) return fill_.stop();
  const auto target = core::makeTarget(core::targetSpec(kinds[filled_]->info().key));
  tiles_[filled_]->setPoints(target->sample(kDots, 1, core::Stream::particles), target->window());
  ++filled_;
}

void TargetGallery::explain(size_t kind) {
  const core::TargetInfo& info = core::targetKinds()[kind]->info();
  QString tip = "<b>" + words(info.label).toHtmlEscaped() + "</b><br>" + words(info.formula).toHtmlEscaped();
  if (const auto entropy = core::makeTarget(core::targetSpec(info.key))->entropy())
    tip += "<br>entropy " + QString::number(*entropy, 'f', 4) + " nats";
  tiles_[kind]->setToolTip(tip);
}

void TargetGallery::choose(const core::TargetSpec& target) {
  // The one at hand keeps its settings.
  if (target.key == document_.project().target.key && !core::isOwn(target.key)) return;
  const QString label = words(core::makeTarget(target)->info().label);
  document_.edit("Target: " + label, [&](const core::Project& project) { return core::setTarget(project, target); });
}

void TargetGallery::follow() {
  const core::TargetSpec& target = document_.project().target;
  const auto& kinds = core::targetKinds();
  const bool own = core::isOwn(target.key);
  // The chosen one looks as it is set.
  const auto show = [&](TargetTile& tile) {
    const auto made = core::makeTarget(target);
    tile.setPoints(made->sample(kDots, 1, core::Stream::particles), made->window());
  };
  for (size_t i = 0; i < kinds.size(); ++i) {
    tiles_[i]->setChosen(kinds[i]->info().key == target.key);
    if (tiles_[i]->chosen() && i < filled_) show(*tiles_[i]);
  }
  own_->setChosen(own);
  if (own && !(ownTarget_ == target)) {
    ownTarget_ = target;
    const core::TargetInfo info = core::makeTarget(target)->info();
    own_->setAccessibleName("Target " + words(info.label));
    own_->setToolTip(words(info.label) + ", " + words(info.formula));
    show(*own_);
  }
  arrange();
}

std::vector<TargetTile*> TargetGallery::shownTiles() const {
  std::vector<TargetTile*> shown;
  for (TargetTile* tile : tiles_) {
    if (tile != own_ || core::isOwn(ownTarget_.key)) shown.push_back(tile);
  }
  return shown;
}

void TargetGallery::setColumns(int columns) {
  if (columns == columns_) return;
  columns_ = columns;
  arrange();
}

int TargetGallery::side(int width) const {
  return std::clamp((width - (columns_ - 1) * kGap) / columns_, kLeastSide, 88);
}

int TargetGallery::heightForWidth(int width) const {
  const int rows = (static_cast<int>(shownTiles().size()) + columns_ - 1) / columns_;
  return rows * (side(width) + kGap) - kGap;
}

QSize TargetGallery::sizeHint() const { return {188, heightForWidth(188)}; }
QSize TargetGallery::minimumSizeHint() const { return {columns_ * kLeastSide, heightForWidth(columns_ * kLeastSide)}; }

void TargetGallery::arrange() {
  own_->setVisible(core::isOwn(ownTarget_.key));
  const int size = side(width());
  const auto shown = shownTiles();
  for (int i = 0; i < static_cast<int>(shown.size()); ++i) {
    shown[static_cast<size_t>(i)]->setGeometry((i % columns_) * (size + kGap), (i / columns_) * (size + kGap), size,
                                               size);
  }
  updateGeometry();
}

void TargetGallery::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

}  // namespace app
