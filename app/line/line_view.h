#pragma once
// The page of one dimension: change of variables on a line, in the place of the canvas.
//
// It holds one LineScene and shows it as figure, numbers and controls. Whatever a hand or a lesson changes goes through the
// setters below, which keep it valid and tell of it once.

#include <QVariantAnimation>
#include <QWidget>

#include "app/line/line_scene.h"

namespace app {

class LineControls;
class LineFigure;
class LineNumbers;
class LineTransport;

class LineView : public QWidget {
  Q_OBJECT

 public:
  explicit LineView(QWidget* parent = nullptr);

  const LineScene& scene() const { return scene_; }
  /// All at once; values out of range are taken to the nearest that is in it.
  void setScene(const LineScene& scene);

  /// The whole flow is this one map.
  void setMap(const core::LineMap& map);
  void setFlow(const core::LineFlow& flow);
  /// Like setMap with the kind's standard map: setKind(affine) is x = 2z + 3.
  void setKind(core::LineKind kind) { setMap(core::LineMap::standard(kind)); }
  /// z of the probed point, in [-4, 4].
  void setProbe(double z);
  /// 0 to 200; 0: none.
  void setStrips(int n, StripKind kind = StripKind::equalWidth);
  /// Part of the way from the identity, in [0, 1]. Stops what plays.
  void setPart(double part);
  /// From where it stands to the whole map, 0.8 s a map; from the start if it is there already. At once where motion is
  /// reduced. false: stops where it is.
  void setPlaying(bool on);
  bool isPlaying() const { return playing_.state() == QAbstractAnimation::Running; }

  LineFigure* figure() const { return figure_; }
  LineNumbers* numbers() const { return numbers_; }
  LineControls* controls() const { return controls_; }
  LineTransport* transport() const { return transport_; }
  QSize sizeHint() const override { return {880, 560}; }

 signals:
  /// The flow, its part, the probe or the strips are others than before.
  void sceneChanged();
  void playingChanged(bool on);
  /// The user wants to go on in the plane.
  void dimensionWanted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

 private:
  void connectParts();
  void change(const LineScene& scene);
  void refresh();

  LineScene scene_;
  LineFigure* figure_;
  LineNumbers* numbers_;
  LineControls* controls_;
  LineTransport* transport_;
  QVariantAnimation playing_;
};

}  // namespace app
