#pragma once
// Mines templates over weighted distinct shapes. The result depends on the set of shapes alone: not on the order of lines,
// nor on the number of threads.

#include <span>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/templates/shape.h"

namespace causeway::templates {

struct MinerRules;

enum class ParameterType : std::uint8_t { Integer, Decimal, Duration, Size, Hex, Id, Ip, Host, Path, Url, Time, Word, Text };
std::string_view toName(ParameterType type);

// A piece of a template's text: constant bytes, or a parameter.
struct Token {
    bool parameter = false;
    std::string text;   // constant: its bytes; parameter: a name, may be empty
    ParameterType type = ParameterType::Text;
    // Parameter: how it is written, <*> for what varies: "blk_<*>", "/<*>:<*>", "<*> ms"; "ssh2" where its values never
    // varied and read like a word or a constant.
    std::string shown = "<*>";
    bool operator==(const Token &) const = default;
};

struct MinedTemplate {
    std::vector<Token> tokens;
    std::vector<ShapeId> shapes; // rising
    std::uint64_t count = 0;
    [[nodiscard]] std::string text() const; // parameters as shown
};

// Where parameter k of the template lies in a shape: from constant or slot positions. Ranges of the message text are
// rebuilt from the shape and its slot values.
struct ParameterPiece {
    std::uint32_t parameter = 0;
    // The parameter's text in a message of this shape is shape.text[begin, end) with the slots filled in.
    std::uint32_t begin = 0, end = 0;
};

// Templates in falling order of count, ties by text. Every shape is in exactly one. Errors: Cancelled.
Result<std::vector<MinedTemplate>> mineTemplates(std::span<const WeightedShape> shapes, const Job &job);
// The same by other rules than the program's (miner_rules.h).
Result<std::vector<MinedTemplate>> mineTemplates(std::span<const WeightedShape> shapes, const MinerRules &rules, const Job &job);

// How a shape's text maps to its template's parameters, in rising order of begin; one piece a parameter, empty for the
// missing value of `name= ` or `()`. None at all where the shape is not of this template (the user moved it there).
std::vector<ParameterPiece> parameterPieces(const MinedTemplate &mined, const Shape &shape);

// Gives mined templates stable ids: a template takes the id of the earlier template that most of its shapes (by count)
// belonged to, unless a heavier one took it; others get fresh ids from `nextId` on. Ids that vanish are aliased.
struct EarlierAssignment {
    ShapeId shape;
    TemplateId id;
    bool pinned = false; // the user fixed this shape's template (pin, split, merge): it keeps its id whatever is mined
};
struct StableIds {
    std::vector<TemplateId> ids;                                   // of each mined template
    std::vector<std::pair<ShapeId, TemplateId>> assignment;        // of each shape, pins honoured
    std::vector<std::pair<TemplateId, TemplateId>> aliases;        // vanished id → what it became
    std::uint32_t nextId = 1;
};
StableIds assignStableIds(std::span<const MinedTemplate> mined, std::span<const WeightedShape> shapes,
                          std::span<const EarlierAssignment> earlier, std::uint32_t nextId);

} // namespace causeway::templates
