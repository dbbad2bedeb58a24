#pragma once
// Some rows of a chunk as a chunk of their own. Columns are taken over value by value: nothing is split or decoded again, so lines
// are what they were byte for byte, of the same shapes and frames.

#include <vector>

#include "storage/chunk_codec.h"

namespace causeway::storage {

struct ChunkSlice {
    std::uint32_t rows = 0;
    TimePoint from = TimePoint::none(), to = TimePoint::none();           // smallest and largest
    TimePoint firstTime = TimePoint::none(), lastTime = TimePoint::none();
    bool timesFall = false;
    std::uint64_t textBytes = 0;
    std::uint64_t bare = 0;                                               // rows that are not blank and of which no header is known
    std::vector<ShapeId> shapes;                                          // by number within the slice, as the snapshot has them
    std::vector<FrameId> frames;
    std::string rowsPayload, fieldsPayload, parametersPayload;            // compressed
    std::vector<std::vector<std::vector<std::string>>> samples;           // by shape and slot, as templates::WeightedShape has them
};

// rows: rising, at least one. Errors: Cancelled.
Result<ChunkSlice> sliceChunk(const std::shared_ptr<const ChunkText> &text, const Snapshot &snapshot, std::span<const std::uint32_t> rows, Compressor &compressor, const Job &job);

} // namespace causeway::storage
