#pragma once
// Bounds against hostile or mistaken input. Each is named in the message that a person sees when it is hit.

#include <cstdint>

namespace causeway::limits {

constexpr std::uint64_t kLineBytes = 1u << 20;            // a longer line is cut into events of this size, losslessly
constexpr std::uint64_t kEventBytes = 16u << 20;          // of a multi-line event
constexpr std::uint64_t kDecompressionRatio = 500;        // beyond the first 64 MB out; gzip cannot do more than 1032
constexpr std::uint64_t kDecompressedBytes = 200ull << 30;
constexpr std::uint32_t kShapes = 200'000;                // beyond: the catch-all shape
constexpr std::uint32_t kShapeBytes = 32u << 10;          // of a shape's constant text; a longer message is of the catch-all shape
constexpr std::uint32_t kFrames = 20'000;
constexpr std::uint32_t kSlots = 255;                     // parameters of a shape; the rest is one trailing parameter
constexpr std::uint32_t kArchiveEntries = 100'000;
constexpr std::uint32_t kFolderDepth = 32;
constexpr std::uint64_t kSignalElementBytes = 16u << 20;  // of a span, log record, metric or row of a signal's document; longer ones are skipped
constexpr std::uint64_t kSignalHeldBytes = 256u << 20;    // of what must wait for a later part of the document (a trace's processes, open slices)
constexpr std::uint32_t kSignalDepth = 64;                // of values within values

} // namespace causeway::limits
