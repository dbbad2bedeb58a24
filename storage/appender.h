#pragma once
// The one way events come into a project: encoded blocks, in order, under a pending import that becomes visible at commit()
// or leaves no trace. Holds the project's import lock while it lives. One thread.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/templates/shape_splitter.h"
#include "storage/import/block_encoder.h"
#include "storage/label_store.h"
#include "storage/project.h"

namespace causeway::storage {

class Appender {
public:
    // Errors: Conflict (another import), Unwritable …
    static Result<std::unique_ptr<Appender>> begin(std::shared_ptr<Project> project);
    ~Appender(); // what was not committed is removed

    // A name that no other source has: `wanted`, else "wanted (2)" …
    Result<SourceId> beginSource(const std::string &wanted, const std::string &path);
    // Of the current source; one transaction.
    Result<void> append(EncodedBlock block);
    // Facts about the current source that are known at its end.
    struct SourceEnd {
        std::string format;
        std::vector<decode::Layout> layouts;
        std::uint64_t bytes = 0;
        std::int64_t incompleteAt = -1;
        std::uint64_t skipped = 0;   // besides those of the blocks
        std::uint64_t spans = 0, metricPoints = 0;
        TimePoint signalsFrom = TimePoint::none(), signalsTo = TimePoint::none(); // as in SourceInfo
    };
    Result<SourceInfo> endSource(const SourceEnd &end);

    // For the next block to encode; from the shapes of the project and of the blocks appended so far. At most
    // kBlocksInFlight blocks may be encoded ahead: the limits on shapes and frames leave room for as many.
    [[nodiscard]] EncodeContext context();
    [[nodiscard]] std::uint64_t events() const { return m_nextEvent; }
    [[nodiscard]] ImportId import() const { return m_import; }
    [[nodiscard]] Project &project() const { return *m_project; }
    [[nodiscard]] const std::string &sourceName() const { return m_source.name; } // as made unique

    // Makes everything visible, durably, with the labels that came with the data. nothing was appended: removes the import.
    Result<void> commit(std::span<const Label> labels);

private:
    explicit Appender(std::shared_ptr<Project> project, Project::ImportLock lock);
    Result<void> load();
    void learnWords(std::string_view shapeText);
    std::uint32_t shapeId(BlockShape &shape);
    std::uint32_t frameId(const Frame &frame);

    std::shared_ptr<Project> m_project;
    Project::ImportLock m_lock;
    ImportId m_import;
    bool m_committed = false;

    struct KnownShape {
        std::uint64_t added = 0; // events of this import
        std::vector<std::vector<std::string>> samples;
        bool isNew = false, touched = false;
    };
    std::vector<KnownShape> m_shapes;
    std::unordered_map<std::string, std::uint32_t> m_shapeByText;
    std::unordered_map<std::string, std::uint32_t> m_frameByBytes;
    std::vector<std::pair<std::uint32_t, BlockShape>> m_newShapes;  // of the block being appended
    std::vector<std::pair<std::uint32_t, std::string>> m_newFrames;
    templates::ShapeSplitter m_splitter;
    templates::ShapePromoter m_promoter;
    std::shared_ptr<const std::unordered_set<std::uint64_t>> m_onlyShapes, m_onlyFrames;

    std::vector<std::string> m_sourceNames;
    SourceInfo m_source;
    TimePoint m_sourceLastTime = TimePoint::none();
    std::uint64_t m_sourceLines = 0;
    std::uint64_t m_nextEvent = 0;
    std::uint32_t m_nextChunk = 0;
    std::uint32_t m_nextSource = 1;
};

// Samples as stored with a shape.
std::string encodeSamples(const std::vector<std::vector<std::string>> &samples);
Result<std::vector<std::vector<std::string>>> decodeSamples(std::string_view bytes);

} // namespace causeway::storage
