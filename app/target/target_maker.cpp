#include "app/target/target_maker.h"

namespace app {

namespace {

constexpr int kNoticed = 150;  // milliseconds

}  // namespace

TargetMaker::TargetMaker(Document& document, QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
  slow_.setSingleShot(true);
  slow_.setInterval(kNoticed);
  connect(&slow_, &QTimer::timeout, this, [this] {
    wasTold_ = true;
    emit told(word_);
  });
  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (!(before.target == after.target)) forget();
  });
}

TargetMaker::~TargetMaker() {
  pool_.clear();
  pool_.waitForDone();  // what it then reports is no longer delivered
}

void TargetMaker::ask(const QString& word, const Make& make, const Taken& taken, const Refused& refused) {
  forget();
  busy_ = true;
  word_ = word;
  taken_ = taken;
  refused_ = refused;
  slow_.start();
  pool_.start([this, make, wish = wish_] {
    core::TargetSpec target;
    QString why;
    try {
      target = make();
      core::makeTarget(target)->entropy();  // so that those who ask next find it made
    } catch (const std::exception& error) {
      why = QString::fromStdString(error.what());
    }
    QMetaObject::invokeMethod(
        this, [this, wish, target, why] { end(wish, target, why); }, Qt::QueuedConnection);
  });
}

void TargetMaker::forget() {
  ++wish_;  // one that has begun ends for nothing
  pool_.clear();
  slow_.stop();
  busy_ = false;
  if (std::exchange(wasTold_, false)) emit told({});
}

void TargetMaker::end(int wish, const core::TargetSpec& target, const QString& why) {
  if (wish != wish_) return;
  const Taken taken = taken_;  // either may ask again
  const Refused refused = refused_;
  forget();
  why.isEmpty() ? taken(target) : refused(why);
}

}  // namespace app
