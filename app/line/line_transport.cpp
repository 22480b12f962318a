#include "app/line/line_transport.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <cmath>

#include "app/icons.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kWaySteps = 1000;
constexpr int kMostStrips = 40;

}  // namespace

LineTransport::LineTransport(QWidget* parent) : QWidget(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  const auto tool = [this](const QString& text, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text.isEmpty() ? tip : text);
    if (!text.isEmpty()) button->setAccessibleDescription(tip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
  };

  play_ = tool({}, tr("Play the way from z to x"));
  connect(play_, &QToolButton::clicked, this, [this] { emit playingWanted(!playing_); });
  way_ = new QSlider(Qt::Horizontal, this);
  way_->setRange(0, kWaySteps);
  way_->setPageStep(kWaySteps / 10);
  way_->setSingleStep(kWaySteps / 50);
  way_->setMinimumWidth(80);
  way_->setAccessibleName(tr("Part of the way from the identity to the map"));
  way_->setToolTip(tr("At the left x = z, at the right x = f(z)"));
  connect(way_, &QSlider::valueChanged, this, [this](int value) { emit partWanted(double(value) / kWaySteps); });
  row->addWidget(play_);
  row->addWidget(way_, 1);
  row->addSpacing(8);
  makeMaps(row);
  row->addSpacing(8);

  strips_ = new QSpinBox(this);
  strips_->setRange(0, kMostStrips);
  strips_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  strips_->setSuffix(tr(" strips"));
  strips_->setSpecialValueText(tr("no strips"));
  strips_->setAccessibleName(tr("Number of strips"));
  strips_->setToolTip(tr("Into how many strips the z axis is cut"));
  equalMass_ = tool(tr("Equal mass"), tr("Strips of one mass each rather than of one width"));
  equalMass_->setCheckable(true);
  const auto tell = [this] {
    emit stripsWanted(strips_->value(), equalMass_->isChecked() ? StripKind::equalMass : StripKind::equalWidth);
  };
  connect(strips_, &QSpinBox::valueChanged, this, tell);
  connect(equalMass_, &QToolButton::clicked, this, tell);
  addDimension_ = new QPushButton(tr("Add a dimension"), this);
  addDimension_->setAccessibleName(addDimension_->text());
  addDimension_->setAccessibleDescription(tr("Go on in the plane, where the slope becomes a determinant"));
  addDimension_->setToolTip(tr("Go on in the plane, where the slope becomes a determinant"));
  connect(addDimension_, &QPushButton::clicked, this, &LineTransport::dimensionWanted);
  row->addWidget(strips_);
  row->addWidget(equalMass_);
  row->addSpacing(8);
  row->addWidget(addDimension_);
  paintIcons();
}

void LineTransport::makeMaps(QBoxLayout* row) {
  for (int k = 0; k < core::LineFlow::kMostMaps; ++k) {
    maps_[k] = new QToolButton(this);
    maps_[k]->setText(QStringLiteral("f") + QChar(0x2081 + k));
    maps_[k]->setToolTip(tr("Change map %1 of the stack").arg(k + 1));
    maps_[k]->setAccessibleName(maps_[k]->toolTip());
    maps_[k]->setCheckable(true);
    maps_[k]->setFocusPolicy(Qt::StrongFocus);
    connect(maps_[k], &QToolButton::clicked, this, [this, k] {
      maps_[k]->setChecked(true);  // a second click changes nothing
      emit mapChosen(k);
    });
    row->addWidget(maps_[k]);
  }
  const auto small = [&](const QString& text, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(button);
    return button;
  };
  remove_ = small(QStringLiteral("−"), tr("Take the chosen map away"));
  compose_ = small(tr("Compose"), tr("Put one more map after this one: x = f₂(f₁(z))"));
  compose_->setAccessibleName(tr("Compose with one more map"));
  connect(remove_, &QToolButton::clicked, this, &LineTransport::mapUnwanted);
  connect(compose_, &QToolButton::clicked, this, &LineTransport::mapWanted);
}

// A style sheet keeps a font from reaching children, and theirs: each is told.
void LineTransport::setPoints(double points) {
  for (QWidget* child : findChildren<QWidget*>()) child->setFont(uiFont(points));
}

void LineTransport::paintIcons() { play_->setIcon(icon(playing_ ? Icon::pause : Icon::play, theme().accent)); }

void LineTransport::show(const LineScene& scene, bool playing) {
  const QSignalBlocker quietWay(way_), quietStrips(strips_);
  way_->setValue(static_cast<int>(std::lround(scene.part * kWaySteps)));
  strips_->setMaximum(std::max(kMostStrips, scene.strips));
  strips_->setValue(scene.strips);
  equalMass_->setChecked(scene.stripKind == StripKind::equalMass);
  const int count = static_cast<int>(scene.flow.maps().size());
  for (int k = 0; k < core::LineFlow::kMostMaps; ++k) {
    maps_[k]->setVisible(count > 1 && k < count);
    maps_[k]->setChecked(k == scene.map);
  }
  remove_->setVisible(count > 1);
  compose_->setText(count > 1 ? QStringLiteral("+") : tr("Compose"));
  compose_->setVisible(count < core::LineFlow::kMostMaps);
  if (playing != playing_) {
    playing_ = playing;
    play_->setAccessibleName(playing ? tr("Pause") : tr("Play the way from z to x"));
    paintIcons();
  }
}

void LineTransport::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) paintIcons();
  QWidget::changeEvent(event);
}

}  // namespace app
