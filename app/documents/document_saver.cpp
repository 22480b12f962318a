#include "app/documents/document_saver.h"

#include <QFileInfo>
#include <algorithm>
#include <utility>

#include "core/project/data_link.h"

namespace app {

namespace {

constexpr int kNoticed = 150;                 // milliseconds
constexpr std::uint64_t kAtOnce = 256 << 10;  // bytes of data

}  // namespace

bool isLarge(const core::Project& project) { return project.link || core::embeddedSize(project.target) > kAtOnce; }

DocumentSaver::DocumentSaver(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
  slow_.setSingleShot(true);
  slow_.setInterval(kNoticed);
  connect(&slow_, &QTimer::timeout, this, [this] {
    if (jobs_.empty()) return;
    wasTold_ = true;
    emit told(tr("Saving %1…").arg(QFileInfo(jobs_.front().path).fileName()));
  });
}

DocumentSaver::~DocumentSaver() {
  pool_.waitForDone();
  for (size_t i = 1; i < jobs_.size(); ++i) {
    try {
      core::saveProject(jobs_[i].path.toStdString(), jobs_[i].document);
    } catch (const std::exception&) {
      // There is nobody left to tell.
    }
  }
}

void DocumentSaver::save(const QString& path, core::Document document, Done done) {
  const auto waiting =
      jobs_.empty() ? jobs_.end()
                    : std::find_if(jobs_.begin() + 1, jobs_.end(), [&](const Job& job) { return job.path == path; });
  if (waiting != jobs_.end()) {
    waiting->document = std::move(document);
    waiting->done = std::move(done);
    return;
  }
  jobs_.push_back({path, std::move(document), std::move(done)});
  if (jobs_.size() == 1) begin();
}

void DocumentSaver::begin() {
  slow_.start();
  const Job& job = jobs_.front();
  pool_.start([this, path = job.path.toStdString(), document = job.document] {
    Outcome outcome;
    try {
      outcome.written = core::saveProject(path, document);
    } catch (const std::exception& error) {
      outcome.error = QString::fromUtf8(error.what());
    }
    {
      const std::scoped_lock lock(mutex_);
      outcome_ = std::move(outcome);
    }
    QMetaObject::invokeMethod(this, &DocumentSaver::end, Qt::QueuedConnection);
  });
}

// The news of what has been waited for comes again, and says nothing then.
void DocumentSaver::end() {
  std::optional<Outcome> outcome;
  {
    const std::scoped_lock lock(mutex_);
    outcome.swap(outcome_);
  }
  if (!outcome || jobs_.empty()) return;
  slow_.stop();
  if (std::exchange(wasTold_, false)) emit told({});
  const Job job = std::move(jobs_.front());
  jobs_.pop_front();
  if (!jobs_.empty()) begin();
  if (job.done) job.done(*outcome);
  if (jobs_.empty()) emit idle();
}

void DocumentSaver::wait() {
  while (!jobs_.empty()) {
    pool_.waitForDone();
    end();
  }
}

}  // namespace app
