#pragma once
// Which events are shown: a conjunction of conditions, evaluated chunk by chunk into bit sets with rank and select.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/event_reader.h"
#include "storage/template_store.h"

namespace causeway::storage {

struct TextCondition {
    std::string pattern;
    bool regex = false;         // RE2, on each physical line of the event without its terminator
    bool caseSensitive = true;
    bool negated = false;
    bool operator==(const TextCondition &) const = default;
};

// A stretch of a shape's text.
struct ParameterPlace {
    ShapeId shape;
    std::uint32_t begin = 0, end = 0;
    bool operator==(const ParameterPlace &) const = default;
};

// Events of a template in which one of its parameters has exactly this value.
struct ParameterCondition {
    TemplateId id;
    std::uint32_t parameter = 0; // its number among the template's parameter tokens; beyond them: no event passes
    std::string value;           // as in the message, units and all
    std::vector<ParameterPlace> places = {}; // what the parameter is when its number is not (parameter_place.h); may be empty
    bool operator==(const ParameterCondition &) const = default;
};

struct Filter {
    TimeRange range;
    std::vector<Level> levels;          // empty = all; one of
    std::vector<TemplateId> templates;  // empty = all; one of
    std::vector<TemplateId> notTemplates;
    std::vector<SourceId> sources;      // empty = all; one of
    std::vector<std::string> components; // empty = all; equal to the component field
    std::vector<TextCondition> texts;   // all of
    std::vector<ParameterCondition> parameters; // all of, but of the same template and parameter one of
    std::optional<std::vector<EventId>> events; // rising; a session's events, bookmarks …
    [[nodiscard]] bool isEmpty() const; // everything passes
    bool operator==(const Filter &) const = default;
};

// Bits in order of EventId. Immutable once made; grows chunk by chunk while a filter runs only inside applyFilter.
class FilterResult {
public:
    [[nodiscard]] std::uint64_t count() const { return m_total; }
    [[nodiscard]] bool contains(EventId event) const;
    // The n-th event that passes, in order of EventId; n < count().
    [[nodiscard]] EventId select(std::uint64_t n) const;
    // How many events before `event` pass.
    [[nodiscard]] std::uint64_t rank(EventId event) const;
    [[nodiscard]] std::uint64_t bytes() const; // of memory

private:
    friend Result<std::shared_ptr<const FilterResult>> applyFilter(EventReader &, const TemplateCatalog &, const Filter &, unsigned,
                                                                   const Job &, const std::function<void(std::uint64_t)> &);
    std::uint64_t m_size = 0, m_total = 0;
    std::vector<std::uint64_t> m_words;
    std::vector<std::uint64_t> m_rank; // events before each block of kBlock words
};

// A filter prepared for a snapshot. Any thread may ask for any chunk; the arguments of make() must outlive it.
class ChunkFilter {
public:
    // Errors: InvalidInput (a pattern RE2 refuses, with its reason).
    static Result<std::unique_ptr<ChunkFilter>> make(EventReader &reader, const TemplateCatalog &catalog, const Filter &filter);
    virtual ~ChunkFilter() = default;
    // Bit r: row r of the chunk passes. Errors: Cancelled, Damaged.
    virtual Result<std::vector<std::uint64_t>> rows(std::size_t chunk, const Job &job) = 0;
};

// onCount is told the hits so far now and then (any thread). Errors: as ChunkFilter's.
Result<std::shared_ptr<const FilterResult>> applyFilter(EventReader &reader, const TemplateCatalog &catalog, const Filter &filter,
                                                        unsigned threads, const Job &job,
                                                        const std::function<void(std::uint64_t)> &onCount = {});

} // namespace causeway::storage
