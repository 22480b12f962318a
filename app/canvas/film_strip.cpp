#include "app/canvas/film_strip.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include "app/canvas/colour_map.h"
#include "app/icons.h"
#include "app/stack/layer_title.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kGap = 8, kLabel = 18, kTrack = 22, kMargin = 10;
constexpr double kNarrowest = 64, kWidest = 168;

}  // namespace

FilmStripView::FilmStripView(Document& document, Player& player, QWidget* parent)
    : QWidget(parent), document_(document), player_(player) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Film strip: depth of the flow, from the base to the data"));
  connect(&player, &Player::depthChanged, this, &FilmStripView::followDepth);
  connect(&player, &Player::stripReady, this, [this](const std::shared_ptr<const core::Strip>& strip) {
    pictures_.clear();
    scaled_.clear();
    for (const core::DensityGrid& grid : strip->depths) pictures_.push_back(densityImage(grid, largest(grid)));
    update();
  });
  connect(&document, &Document::changed, this, [this] {
    nameAll();
    update();
  });
  nameAll();
}

double FilmStripView::tileWidth() const {
  const int count = document_.project().flow.depth() + 1;
  return std::clamp((width() - 2 * kMargin - (count - 1) * kGap) / count, kNarrowest, kWidest);
}

// With more layers than fit, the strip moves along so that the depth on screen stays in view.
double FilmStripView::scrollOffset() const {
  const int K = document_.project().flow.depth();
  const double whole = (K + 1) * (tileWidth() + kGap) - kGap + 2 * kMargin;
  const double spare = whole - width();
  if (spare <= 0) return spare / 2;
  return spare * share(player_.depth());
}

// How far along the strip a depth lies, in [0, 1]: it runs in the order in which the flow is read.
double FilmStripView::share(double depth) const {
  const int K = document_.project().flow.depth();
  if (K == 0) return 0;
  const bool reversed = document_.project().view.reading == core::Reading::density;
  return reversed ? 1 - depth / K : depth / K;
}

QRectF FilmStripView::tile(int k) const {
  const double w = tileWidth();
  const double place = std::round(share(k) * document_.project().flow.depth());
  return {kMargin + place * (w + kGap) - scrollOffset(), 8, w, height() - 8 - kLabel - kTrack};
}

QRectF FilmStripView::track() const {
  const int K = document_.project().flow.depth();
  // Under the pictures where all of them fit, so that the handle stands below the picture it means.
  if (scrollOffset() <= 0) {
    const double left = std::min(tile(0).center().x(), tile(K).center().x());
    return {left, height() - kTrack, std::abs(tile(K).center().x() - tile(0).center().x()), kTrack};
  }
  return {kMargin + 8, height() - kTrack, width() - 2 * kMargin - 16, kTrack};
}

// What stands under the pictures, kept: the strip is painted with every frame.
void FilmStripView::nameAll() {
  const core::FlowSpec& flow = document_.project().flow;
  labels_ = {tr("base z")};
  for (int k = 1; k < flow.depth(); ++k) {
    const int number = runningNumber(flow, k - 1);
    const QString name = titleOf(flow.layers[static_cast<size_t>(k) - 1]).card;
    labels_ += number > 0 ? name + " " + QString::number(number) : name;
  }
  labels_ += tr("data x");
}

// The picture of depth k at the size of its tile, made once: the strip is painted with every frame.
const QPixmap& FilmStripView::scaled(int k, const QSizeF& size) {
  const QSize pixels = (size * devicePixelRatioF()).toSize();
  scaled_.resize(pictures_.size());
  QPixmap& picture = scaled_[static_cast<size_t>(k)];
  if (picture.size() != pixels) {
    // Cut to the tile's shape rather than squeezed: circles stay circles.
    const QImage large =
        pictures_[static_cast<size_t>(k)].scaled(pixels, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    const QPoint corner((large.width() - pixels.width()) / 2, (large.height() - pixels.height()) / 2);
    picture = QPixmap::fromImage(large.copy(QRect(corner, pixels)));
    picture.setDevicePixelRatio(devicePixelRatioF());
  }
  return picture;
}

// Sixty times a second: only what looks otherwise is painted again.
void FilmStripView::followDepth(double depth) {
  const double before = std::exchange(paintedDepth_, depth);
  if (scrollOffset() > 0) {
    update();  // everything moves along
    return;
  }
  update(track().adjusted(-kMargin, 0, kMargin, 0).toAlignedRect());
  for (int k = 0; k <= document_.project().flow.depth(); ++k) {
    if (nearness(k, before) != nearness(k, depth)) update(tileWithLabel(k));
  }
}

// How near the depth is to the whole depth k: 1 there, 0 from one layer on.
double FilmStripView::nearness(int k, double depth) { return std::max(0.0, 1 - std::abs(depth - k)); }

QRect FilmStripView::tileWithLabel(int k) const {
  return tile(k).adjusted(-kGap / 2, -2, kGap / 2, 2 + kLabel).toAlignedRect();
}

void FilmStripView::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const int K = document_.project().flow.depth();
  const Theme& t = theme();
  for (int k = 0; k <= K; ++k) {
    const QRectF box = tile(k);
    if (!event->region().intersects(tileWithLabel(k))) continue;
    QPainterPath shape;
    shape.addRoundedRect(box, 5, 5);
    painter.save();
    painter.setClipPath(shape);
    painter.fillRect(box, QColor(viridis()[0]));
    if (static_cast<size_t>(k) < pictures_.size()) {
      painter.drawPixmap(box.topLeft(), scaled(k, box.size()));
    }
    painter.restore();
    const double near = nearness(k, player_.depth());
    if (near > 0) {
      QColor edge = t.accent;
      edge.setAlphaF(near);
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(edge, 2));
      painter.drawPath(shape);
    }
    painter.setFont(uiFont(8.5));
    painter.setPen(near > 0.5 ? t.text : t.muted);
    const QRectF under(box.left() - kGap / 2, box.bottom() + 1, box.width() + kGap, kLabel);
    painter.drawText(under, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(labels_[k], Qt::ElideRight, static_cast<int>(under.width())));
  }
  const QRectF line = track();
  const double y = line.center().y();
  const double x = line.left() + share(player_.depth()) * line.width();
  painter.setPen(QPen(t.line, 4, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(line.left(), y), QPointF(line.right(), y));
  painter.setPen(QPen(t.accent, 4, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(line.left(), y), QPointF(x, y));
  painter.setPen(QPen(t.panel, 2));
  painter.setBrush(t.accent);
  painter.drawEllipse(QPointF(x, y), hasFocus() ? 8 : 7, hasFocus() ? 8 : 7);
}

void FilmStripView::scrub(const QPointF& at) {
  const int K = document_.project().flow.depth();
  player_.setPlaying(false);
  if (onTrack_) {
    const double along = (at.x() - track().left()) / track().width();
    const bool reversed = document_.project().view.reading == core::Reading::density;
    player_.setDepth((reversed ? 1 - along : along) * K);
    return;
  }
  for (int k = 0; k <= K; ++k) {
    if (tile(k).adjusted(-kGap / 2, 0, kGap / 2, kLabel).contains(at)) {
      player_.setDepth(k);
      return;
    }
  }
}

void FilmStripView::mousePressEvent(QMouseEvent* event) {
  onTrack_ = event->position().y() >= height() - kTrack;
  scrub(event->position());
}

void FilmStripView::mouseMoveEvent(QMouseEvent* event) {
  if ((event->buttons() & Qt::LeftButton) == 0) return;
  // From a picture a drag goes on as on the track: the depth follows the pointer without steps.
  if (!onTrack_ && scrollOffset() <= 0) onTrack_ = true;
  scrub(event->position());
}

void FilmStripView::wheelEvent(QWheelEvent* event) {
  player_.setPlaying(false);
  player_.setDepth(player_.depth() - event->angleDelta().y() / 120.0 * 0.25);
}

void FilmStripView::keyPressEvent(QKeyEvent* event) {
  const double d = player_.depth();
  const bool reversed = document_.project().view.reading == core::Reading::density;
  const auto go = [&](double depth) {
    player_.setPlaying(false);
    player_.setDepth(depth);
  };
  switch (event->key()) {
    case Qt::Key_Left: go(reversed ? d + 0.1 : d - 0.1); return;
    case Qt::Key_Right: go(reversed ? d - 0.1 : d + 0.1); return;
    case Qt::Key_Home: go(reversed ? 1e9 : 0); return;
    case Qt::Key_End: go(reversed ? 0 : 1e9); return;
    default: QWidget::keyPressEvent(event);
  }
}

bool FilmStripView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    for (int k = 0; k <= document_.project().flow.depth(); ++k) {
      if (tile(k).contains(help->pos())) {
        QToolTip::showText(help->globalPos(), labels_[k], this);
        return true;
      }
    }
    QToolTip::hideText();
    return true;
  }
  return QWidget::event(event);
}

FilmStrip::FilmStrip(Document& document, Player& player, QWidget* parent) : QWidget(parent) {
  setObjectName("panel");
  setAttribute(Qt::WA_StyledBackground);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(10, 6, 8, 6);
  row->setSpacing(6);
  auto* buttons = new QVBoxLayout;
  buttons->setSpacing(4);
  auto* play = new QToolButton;
  play->setFixedSize(52, 34);
  play->setIconSize({20, 20});
  const auto show = [play, &player] {
    play->setIcon(icon(player.playing() ? Icon::pause : Icon::play, theme().text));
    play->setToolTip(player.playing() ? tr("Pause the warp (W)") : tr("Play the warp from base to data and back (W)"));
    play->setAccessibleName(play->toolTip());
  };
  show();
  play->setShortcut(Qt::Key_W);
  connect(play, &QToolButton::clicked, this, [&player] { player.setPlaying(!player.playing()); });
  connect(&player, &Player::stateChanged, play, show);
  // One layer at a time, for those who do not know the keys yet.
  auto* steps = new QHBoxLayout;
  steps->setSpacing(4);
  const struct {
    QString text, tip;
    int layers;
  } ways[] = {{QString::fromUtf8("‹"), tr("One layer back (PgUp)"), -1},
              {QString::fromUtf8("›"), tr("One layer on (PgDn)"), 1}};
  for (const auto& way : ways) {
    auto* step = new QToolButton;
    step->setText(way.text);
    step->setFixedSize(24, 26);
    step->setStyleSheet("QToolButton { padding: 0; }");
    step->setToolTip(way.tip);
    step->setAccessibleName(way.tip);
    connect(step, &QToolButton::clicked, this, [&player, layers = way.layers] { player.walk(layers); });
    steps->addWidget(step);
  }
  auto* speed = new QComboBox;
  speed->setFixedWidth(52);
  speed->setStyleSheet("QComboBox { padding: 3px 4px; } QComboBox::drop-down { width: 0; }");
  for (const auto& [text, value] :
       {std::pair{"⅛ ×", 0.125}, {"¼ ×", 0.25}, {"½ ×", 0.5}, {"1 ×", 1.0}, {"2 ×", 2.0}, {"4 ×", 4.0}, {"8 ×", 8.0}})
    speed->addItem(QString::fromUtf8(text), value);
  speed->setCurrentIndex(3);
  speed->setToolTip(tr("Speed of the warp: 0.8 s a layer at 1 ×"));
  speed->setAccessibleName(speed->toolTip());
  connect(speed, &QComboBox::currentIndexChanged, this,
          [speed, &player](int i) { player.setSpeed(speed->itemData(i).toDouble()); });
  auto* round = new QToolButton;
  round->setFixedSize(52, 24);
  round->setStyleSheet("QToolButton { padding: 0; }");
  const auto showRound = [round, &player] {
    round->setText(player.pingPong() ? QString::fromUtf8("↔") : QString::fromUtf8("↻"));
    round->setToolTip(player.pingPong() ? tr("The warp goes there and back; click: always from the start")
                                        : tr("The warp starts again at its end; click: there and back"));
    round->setAccessibleName(round->toolTip());
  };
  showRound();
  connect(round, &QToolButton::clicked, this, [&player, showRound] {
    player.setPingPong(!player.pingPong());
    showRound();
  });
  buttons->addStretch();
  buttons->addWidget(play);
  buttons->addLayout(steps);
  buttons->addWidget(speed);
  buttons->addWidget(round);
  buttons->addStretch();
  row->addLayout(buttons);
  row->addWidget(new FilmStripView(document, player), 1);
}

}  // namespace app
