#include "app/stack/layer_popup.h"

#include <QGuiApplication>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>
#include <cmath>
#include <map>
#include <numbers>

#include "app/motion.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kPeriod = 3.2;  // seconds to the full warp and back
constexpr int kFrames = 40;      // from the plain grid to the full warp

// Kept: to find them may take a slow kind many passes over the grid.
const core::Theta& tellingThetaOf(const std::string& kind, const core::Flow& flow) {
  static std::map<std::string, core::Theta> known;
  const auto found = known.find(kind);
  return found != known.end() ? found->second : known.emplace(kind, tellingTheta(flow)).first->second;
}

QLabel* line(const QString& name, QVBoxLayout& layout) {
  auto* label = new QLabel;
  label->setObjectName(name);
  label->setWordWrap(true);
  layout.addWidget(label);
  return label;
}

}  // namespace

LayerPopup::LayerPopup(QWidget* parent)
    : QWidget(parent, Qt::ToolTip | Qt::FramelessWindowHint), plot_(new WarpPlot(this)) {
  setAttribute(Qt::WA_ShowWithoutActivating);
  setAttribute(Qt::WA_TransparentForMouseEvents);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 12, 12, 12);
  layout->setSpacing(6);
  plot_->setFixedSize(216, 144);
  layout->addWidget(plot_);
  layout->addSpacing(2);
  title_ = line("value", *layout);
  formula_ = line("formula", *layout);
  summary_ = line("", *layout);
  paper_ = line("caption", *layout);
  setFixedWidth(240);
  connect(&clock_, &QTimer::timeout, this, &LayerPopup::tick);
}

void LayerPopup::showFor(const LayerTitle& title, const QRect& card) {
  const core::LayerInfo& kind = *title.info;
  title_->setText(title.label);
  formula_->setText(QString::fromStdString(kind.formula));
  summary_->setText(title.summary);
  paper_->setText(title.paper);
  colour_ = familyColor(kind.family);
  // direction=sampling: then toData is the formula as it stands.
  const core::LayerSpec sample =
      core::makeCard({}, 0, kind.key, {{"direction", "sampling"}}, core::Objective::maximumLikelihood);
  flow_ = std::make_unique<core::Flow>(alone(sample));
  theta_ = tellingThetaOf(kind.key, *flow_);
  frames_.assign(kFrames + 1, {});
  time_.start();
  tick();
  if (!Motion::reduced) clock_.start(33);

  // Wrapped text: the height follows from the width, which adjustSize does not ask about.
  setFixedHeight(layout()->totalHeightForWidth(width()));
  const QScreen* screen = QGuiApplication::screenAt(card.center());
  const QRect room = screen != nullptr ? screen->availableGeometry() : QRect(0, 0, 1 << 14, 1 << 14);
  QPoint place(card.right() + 9, card.top() - 12);
  if (place.x() + width() > room.right()) place.setX(card.left() - 8 - width());
  place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
  move(place);
  show();
}

void LayerPopup::hideEvent(QHideEvent*) { clock_.stop(); }

void LayerPopup::tick() {
  const double t = static_cast<double>(time_.elapsed()) / 1000 / kPeriod;
  const double s = Motion::reduced ? 1 : 0.5 - 0.5 * std::cos(2 * std::numbers::pi * t);
  const int frame = static_cast<int>(std::lround(s * kFrames));
  GridLines& lines = frames_[static_cast<size_t>(frame)];
  if (lines.empty()) lines = warpedGrid(*flow_, flow_->atDepth(theta_, static_cast<double>(frame) / kFrames));
  plot_->setLines(lines, colour_);
}

void LayerPopup::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme().line);  // a hairline all around
  painter.fillRect(rect().adjusted(1, 1, -1, -1), theme().card);
}

}  // namespace app
