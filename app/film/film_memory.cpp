#include "app/film/film_memory.h"

#include <algorithm>
#include <cstring>

namespace app {

namespace {

constexpr size_t kMost = size_t{1} << 31;

#if LIBAVFORMAT_VERSION_MAJOR >= 61
using Written = const std::uint8_t;
#else
using Written = std::uint8_t;
#endif

}  // namespace

FilmMemory::FilmMemory() : end_{&bytes_}, again_{&bytes_} {
  out_ = opened(end_, true);
  in_ = opened(again_, false);
}

libav::Owned<AVIOContext> FilmMemory::opened(Place& place, bool writing) {
  const auto read = [](void* place, std::uint8_t* to, int count) -> int {
    auto& p = *static_cast<Place*>(place);
    const size_t left = p.bytes->size() - std::min(p.at, p.bytes->size());
    if (left == 0) return AVERROR_EOF;
    const size_t n = std::min(left, static_cast<size_t>(count));
    std::memcpy(to, p.bytes->data() + p.at, n);
    p.at += n;
    return static_cast<int>(n);
  };
  const auto write = [](void* place, Written* from, int count) -> int {
    auto& p = *static_cast<Place*>(place);
    const size_t end = p.at + static_cast<size_t>(count);
    if (end > kMost) return AVERROR(EFBIG);
    if (p.bytes->size() < end) p.bytes->resize(end);
    std::memcpy(p.bytes->data() + p.at, from, static_cast<size_t>(count));
    p.at = end;
    return count;
  };
  const auto seek = [](void* place, std::int64_t offset, int whence) -> std::int64_t {
    auto& p = *static_cast<Place*>(place);
    const auto size = static_cast<std::int64_t>(p.bytes->size());
    switch (whence & ~AVSEEK_FORCE) {
      case AVSEEK_SIZE: return size;
      case SEEK_CUR: offset += static_cast<std::int64_t>(p.at); break;
      case SEEK_END: offset += size; break;
      default: break;
    }
    if (offset < 0) return AVERROR(EINVAL);
    p.at = static_cast<size_t>(offset);
    return offset;
  };
  constexpr int kBuffer = 1 << 16;
  auto* buffer = static_cast<std::uint8_t*>(libav::checked(av_malloc(kBuffer), "write the film"));
  return libav::Owned<AVIOContext>(libav::checked(
      avio_alloc_context(buffer, kBuffer, writing ? 1 : 0, &place, +read, +write, +seek), "write the film"));
}

void FilmMemory::serve(AVFormatContext& format) {
  format.pb = out_.get();
  format.opaque = this;
  format.io_open = [](AVFormatContext* asked, AVIOContext** file, const char*, int flags, AVDictionary**) {
    auto& memory = *static_cast<FilmMemory*>(asked->opaque);
    if ((flags & AVIO_FLAG_WRITE) != 0) return AVERROR(EACCES);
    avio_seek(memory.in_.get(), 0, SEEK_SET);
    *file = memory.in_.get();
    return 0;
  };
  format.io_close2 = [](AVFormatContext*, AVIOContext*) { return 0; };
}

}  // namespace app
