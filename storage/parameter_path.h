#pragma once
// Where the values of a template's parameters are in the columns of a chunk.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/templates/miner.h"
#include "storage/chunk_codec.h"
#include "storage/event_reader.h"

namespace causeway::storage {

// One parameter in messages of one shape: constant bytes of the shape and slots, in order. No parts: the empty value of
// `name= ` or `()`.
struct ParameterPath {
    struct Part {
        bool slot = false;
        std::uint32_t index = 0;  // slot: its number within the shape
        std::string_view text;    // constant: bytes of the shape, which must outlive the path
    };
    std::vector<Part> parts;
    // ordinal: how many rows of that shape come before (ChunkText::shapeOrdinal). The value may lie in the chunk or in scratch.
    [[nodiscard]] std::string_view value(const ChunkText &text, std::size_t localShape, std::uint32_t ordinal, std::string &scratch) const;
    // False only where no row of the shape can have exactly this value.
    [[nodiscard]] bool mayBe(const ChunkText &text, std::size_t localShape, std::string_view value) const;
};

// Of each parameter token, in order; nothing where the shape is not written like the template (a person put it there).
std::vector<ParameterPath> parameterPaths(std::span<const templates::Token> tokens, const templates::Shape &shape);

// Where the parameters are in an event of the shape: stretches of Event::bytes, one a parameter that has bytes and that
// the template's text does not show as a constant, in order.
class ParameterRanges {
public:
    ParameterRanges(std::span<const templates::Token> tokens, const templates::Shape &shape);
    [[nodiscard]] bool fits() const { return m_fits; } // false: not written like the template
    [[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> of(const Event &event) const;

private:
    // An offset into an event: bytes of the shape before it, and slots before it.
    struct Offset {
        std::uint32_t constant = 0, slots = 0;
    };
    std::vector<std::pair<Offset, Offset>> m_ends;
    std::uint32_t m_slots = 0;
    bool m_fits = false;
};

// A parameter that has the same bytes in every line of its template: the template's text shows them.
bool isConstant(const templates::Token &parameter);

} // namespace causeway::storage
