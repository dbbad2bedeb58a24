#pragma once
// Turns a block of text (whole events of one source) into the columns of a chunk, compressed. Blocks are independent of
// each other, so any number of threads encode them; shapes and frames are numbered within the block and get their
// project-wide ids when blocks are appended in order (Appender).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/decode/line_decoder.h"
#include "analysis/decode/sequence_file.h"
#include "analysis/templates/shape_promoter.h"
#include "storage/snapshot.h"

namespace causeway::storage {

struct BlockShape {
    templates::Shape shape;
    std::uint64_t count = 0;
    std::vector<std::vector<std::string>> samples; // distinct values a slot, at most templates::kSampleValues
};

struct BlockSequence {
    std::uint64_t line = 0;          // of the block, from 0
    std::string name;
    std::optional<Verdict> verdict;
    std::uint32_t firstRow = 0, rows = 0;
};

struct EncodedBlock {
    std::uint32_t rows = 0;
    std::uint64_t textBytes = 0;
    std::uint64_t skipped = 0;       // physical lines that no layout explains and that continue no event
    std::uint64_t lines = 0;         // physical lines
    TimePoint from = TimePoint::none(), to = TimePoint::none();       // smallest and largest
    TimePoint firstTime = TimePoint::none(), lastTime = TimePoint::none();
    bool timesFall = false;
    std::vector<BlockShape> shapes;  // by number within the block
    std::vector<Frame> frames;
    std::string rowsPayload, fieldsPayload, parametersPayload; // compressed
    std::vector<BlockSequence> sequences;
};

// What a block's encoding depends on beside its own bytes.
struct EncodeContext {
    std::shared_ptr<const templates::PromotionRules> rules; // what to promote beyond what the block itself shows
    // Set when the project's shapes or frames come near their limit: others than these go to the catch-all shape or the
    // plain frame. Hashes as ShapeSplitter::hash() and of encodeFrame().
    std::shared_ptr<const std::unordered_set<std::uint64_t>> onlyShapes, onlyFrames;
};
constexpr std::uint32_t kShapesPerBlock = 16'384; // beyond: the catch-all shape
constexpr std::uint32_t kFramesPerBlock = 2'048;  // beyond: the plain frame
constexpr std::size_t kBlockPadding = 64;
constexpr std::size_t kBlocksInFlight = 4;        // encoded before the ones before them are appended

// One a thread; reuses its tables from block to block.
class BlockEncoder {
public:
    // Constant: messages are shapes as they are, without parameters.
    enum class Messages : std::uint8_t { Split, Constant };
    // layouts of the source; sequences: the source is a sequence file.
    static Result<std::unique_ptr<BlockEncoder>> make(const std::vector<decode::Layout> &layouts, std::optional<decode::SequenceLayout> sequences,
                                                      Messages messages = Messages::Split);
    ~BlockEncoder();
    // The block must be followed by kBlockPadding readable bytes.
    EncodedBlock encode(std::string_view block, const EncodeContext &context, const Job &job);

private:
    BlockEncoder();
    struct State;
    std::unique_ptr<State> m_state;
};

// Whether a line starts an event, for cutting blocks where no event is torn; the same rules as encode()'s.
class EventStart {
public:
    static Result<EventStart> make(const std::vector<decode::Layout> &layouts);
    bool operator()(std::string_view line);
    // The line that was asked about last starts an event whose text the next line goes on with.
    [[nodiscard]] bool isPartial() const { return m_record.partial; }

private:
    explicit EventStart(decode::SourceDecoder decoder) : m_decoder(std::move(decoder)) {}
    decode::SourceDecoder m_decoder;
    decode::Record m_record;
};

// Whether lines of this format never continue the event before them: a line it does not know is an event of its own.
bool isSingleLine(const decode::Layout &layout);

} // namespace causeway::storage
