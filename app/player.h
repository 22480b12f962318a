#pragma once
// The player: the frame clock, where session, timeline and renderer meet. It polls both threads on one timer, decides which
// theta at which depth is due, and hands out what has arrived. Nothing blocks here.

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "app/document.h"
#include "core/render/renderer.h"
#include "core/training/session.h"

namespace app {

class Player : public QObject {
  Q_OBJECT

 public:
  /// `device`: as app::makeEngine takes it; `threads` 0: one a core.
  Player(Document& document, const std::string& device, int threads, QObject* parent = nullptr);
  ~Player() override;

  // Training. The theta of a snapshot is at the view's c; its state is as the session has it.
  bool training() const { return wanted_.play; }
  void setTraining(bool play);
  void stepTraining();
  void resetTraining();
  /// Goes on from a state that came with a file.
  void restore(const core::TrainState& state);
  /// Sets the parameters of layer k by hand; shown at once, before the session has heard of it. `count` numbers of the
  /// stack on screen; false if the newest snapshot is of another.
  bool setByHand(int k, core::ConstTheta values);
  const std::shared_ptr<const core::Snapshot>& snapshot() const { return snapshot_; }
  /// The state that `restore` was given, as long as no snapshot shows that it has been taken up; else null.
  const core::Wanted::Restore* pendingRestore() const;
  /// The newest state there is, of the document's stack: files that the training thread has not taken up yet and edits
  /// that it has not heard of come on top. Nothing before there is any.
  std::optional<core::TrainState> state() const;
  /// Thetas of the past; `showStep` displays the one nearest to a step, -1 the newest again.
  void showStep(int step);
  int shownStep() const { return shownStep_; }
  const core::Timeline& timeline() const { return timeline_; }
  /// Plays how the flow was learned, from the first theta that is kept to the newest, in a few seconds.
  void replay();
  bool replaying() const { return replayed_ >= 0; }
  /// Trains on from the step that is displayed; what came after it is gone.
  void continueFromShown();

  // The warp.
  bool playing() const { return playing_; }
  /// The warp begins its round anew.
  void restart() { phase_ = 0; }
  void setPlaying(bool play);
  double speed() const { return speed_; }
  void setSpeed(double speed) {
    speed_ = speed;
    emit stateChanged();
  }
  double depth() const { return depth_; }
  void setDepth(double depth);
  /// Whether the warp goes back the way it came, or starts again.
  bool pingPong() const { return pingPong_; }
  void setPingPong(bool pingPong) { pingPong_ = pingPong; }
  /// To the next whole layer, `layers` of them in the order in which the flow is read (negative: back); the warp stops
  /// playing.
  void walk(int layers);

  /// A point that the ledger follows while none is held; nothing: none.
  void setHover(const std::optional<core::Spot>& spot);
  /// Pixels and window that the canvas wants.
  void setCanvas(int width, int height, const core::Window& window);
  /// Milliseconds between the frames that reached the canvas while the warp played, since the last call; a rest in which
  /// nothing changed does not count.
  std::vector<double> takeIntervals();

 signals:
  void snapshotChanged();
  void frameReady(std::shared_ptr<const core::Frame> frame);
  void stripReady(std::shared_ptr<const core::Strip> strip);
  void depthChanged(double depth);
  void stateChanged();  ///< training or playing was started or stopped
  void shownStepChanged(int step);

 private:
  void tick();
  void frameArrived();
  void advance(double seconds);
  void advanceReplay(double seconds);
  void request();
  void requestStrip();
  void projectChanged(const core::Project& before, const core::Project& after);
  core::Window stripWindow() const;
  /// The flow on a base of the temperature that the view wants.
  std::shared_ptr<const core::Flow> atTemperature(const std::shared_ptr<const core::Flow>& flow);
  /// Theta of a flow at the view's c, which is what is shown of a conditional one; the same pointer for the same values.
  std::shared_ptr<const core::Theta> given(const std::shared_ptr<const core::Flow>& flow,
                                           const std::shared_ptr<const core::Theta>& theta);
  std::shared_ptr<const core::Snapshot> given(const std::shared_ptr<const core::Snapshot>& snapshot) const;
  void changeGiven();

  Document& document_;
  core::Session session_;
  core::Renderer renderer_;
  core::Timeline timeline_;
  core::Wanted wanted_;
  std::shared_ptr<const core::Snapshot> snapshot_;  // the newest, its theta at the view's c
  std::shared_ptr<const core::Snapshot> shown_;     // the one that frames are made of
  QTimer clock_, wake_;
  QElapsedTimer time_;
  qint64 lastTick_ = 0, lastFrame_ = -1, lastStrip_ = -1000000, lastMove_ = 0, lastShown_ = 0, due_ = 0;
  bool playing_ = true, pingPong_ = true;
  double speed_ = 1, depth_ = 0, phase_ = 0;
  int shownStep_ = -1;
  bool byHand_ = false;   // the newest snapshot is our own: the session's follows
  double replayed_ = -1;  // entries of the timeline that have been played again; -1: none is
  int width_ = 0, height_ = 0;
  core::Window window_;
  std::optional<core::Spot> hover_;
  std::shared_ptr<const core::Target> target_;  // to compare with; made when it is wanted
  bool dirty_ = true, awaiting_ = false, refined_ = false;
  bool late_ = false;  // since due_ something new waits to be asked for
  qint64 requested_ = 0;
  // What was given last, from what, at which c.
  std::shared_ptr<const core::Theta> givenFrom_, given_;
  double givenAt_ = 0;
  double renderTime_ = 0;  // milliseconds of its thread that the newest frame took
  const core::Theta* stripOf_ = nullptr;
  struct Tempered {
    std::shared_ptr<const core::Flow> of, flow;
  };
  Tempered tempered_;                         // the last one made
  std::shared_ptr<const core::Theta> drawn_;  // of the newest frame
  qint64 freezingBeat_ = 0;                   // milliseconds between two thetas for what it costs to freeze one
  std::vector<double> intervals_;
};

}  // namespace app
