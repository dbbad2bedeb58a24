#include "app/engine/explain_patterns.h"

#include <algorithm>
#include <cmath>

#include "analysis/core/shortened.h"
#include "analysis/templates/place_decision.h"
#include "analysis/templates/shape_tokens.h"
#include "app/engine/edit_templates.h"
#include "app/engine/mining_run.h"
#include "storage/edit_log.h"
#include "storage/parameter_path.h"

namespace causeway::engine {

namespace {

using Decides = ExplainPatternsResponse::Decides;
using Words = std::vector<std::string_view>;

constexpr std::size_t kMostWords = 400;     // of a text that are compared; what is beyond is one word
constexpr std::size_t kMostEdits = 10'000;  // looked through, newest first
constexpr std::size_t kNamed = 80;          // bytes of a text in a sentence
constexpr std::size_t kRunsTold = 4;        // places in which two texts differ
constexpr std::size_t kPairsTried = 4'000;  // of forms of two patterns

struct Side {
    const storage::TemplateInfo *info = nullptr; // nullptr: the line's form has no template yet
    ShapeId shape;
    std::string text;
};

// By blanks: what a reader takes for a word.
Words wordsOf(std::string_view text)
{
    Words words;
    for (std::size_t at = 0; at < text.size();) {
        while (at < text.size() && templates::isBlank(text[at]))
            ++at;
        std::size_t end = words.size() + 1 < kMostWords ? at : text.size();
        while (end < text.size() && !templates::isBlank(text[end]))
            ++end;
        if (end > at)
            words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

// Longest common subsequence; words that stand between the same neighbours stand over each other.
std::vector<ExplainPatternsResponse::Word> align(const Words &a, const Words &b)
{
    const std::size_t columns = b.size() + 1;
    std::vector<std::uint16_t> longest((a.size() + 1) * columns);
    for (std::size_t i = a.size(); i-- > 0;)
        for (std::size_t j = b.size(); j-- > 0;)
            longest[i * columns + j] = a[i] == b[j] ? static_cast<std::uint16_t>(longest[(i + 1) * columns + j + 1] + 1)
                                                    : std::max(longest[(i + 1) * columns + j], longest[i * columns + j + 1]);
    std::vector<ExplainPatternsResponse::Word> words;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            words.push_back({std::string(a[i++]), std::string(b[j++]), false});
            continue;
        }
        // What has no counterpart, up to the next common word.
        Words left, right;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a[i] == b[j])
                break;
            if (j == b.size() || (i < a.size() && longest[(i + 1) * columns + j] >= longest[i * columns + j + 1]))
                left.push_back(a[i++]);
            else
                right.push_back(b[j++]);
        }
        for (std::size_t k = 0; k < std::max(left.size(), right.size()); ++k)
            words.push_back({k < left.size() ? std::string(left[k]) : std::string(), k < right.size() ? std::string(right[k]) : std::string(), true});
    }
    return words;
}

std::string withWildcards(std::string_view shape)
{
    std::string out;
    for (const char c : shape)
        if (c == templates::kSlot)
            out += "<*>";
        else
            out += c;
    return out;
}

// With the values that never vary in the template written out, as its own text has them: "port <*> ssh2".
std::string readable(const storage::TemplateInfo *info, const templates::Shape &shape)
{
    if (info == nullptr)
        return withWildcards(shape.text);
    templates::MinedTemplate mined;
    mined.tokens = info->tokens;
    std::string out;
    std::size_t at = 0;
    auto token = mined.tokens.cbegin();
    for (const templates::ParameterPiece &piece : templates::parameterPieces(mined, shape)) {
        token = std::find_if(token, mined.tokens.cend(), [](const templates::Token &one) { return one.parameter; });
        if (token == mined.tokens.cend())
            break;
        if (storage::isConstant(*token)) {
            out += withWildcards(std::string_view(shape.text).substr(at, piece.begin - at)) + token->shown;
            at = piece.end;
        }
        ++token;
    }
    return out + withWildcards(std::string_view(shape.text).substr(at));
}

std::string named(std::string_view text) { return shortened(text, kNamed); }

using Word = ExplainPatternsResponse::Word;

// A run of words in which two texts differ.
struct Run {
    std::size_t place = 0; // number of the first of them in the first text, from 1 on
    std::string a, b;
};

std::vector<Run> runsOf(const std::vector<Word> &words)
{
    std::vector<Run> runs;
    std::size_t place = 1;
    bool open = false;
    const auto append = [](std::string &to, const std::string &word) {
        if (!word.empty())
            to += (to.empty() ? "" : " ") + word;
    };
    for (const Word &word : words) {
        if (word.differs) {
            if (!open)
                runs.push_back({place, {}, {}});
            append(runs.back().a, word.a);
            append(runs.back().b, word.b);
        }
        open = word.differs;
        place += word.a.empty() ? 0 : 1;
    }
    return runs;
}

std::size_t wordsInFirst(const std::vector<Word> &words)
{
    return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [](const Word &word) { return !word.a.empty(); }));
}

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

// One sentence a run: where, and what stands there. `words`: of the first text.
void sayRuns(std::vector<Message> &out, const std::vector<Run> &runs, std::size_t words)
{
    for (std::size_t i = 0; i < std::min(runs.size(), kRunsTold); ++i) {
        const Run &run = runs[i];
        if (run.a.empty() && run.place > words)
            out.push_back(Message(CAUSEWAY_TEXT("After the last word of the first the second says “%1”, the first nothing."), named(run.b)));
        else if (run.a.empty())
            out.push_back(Message(CAUSEWAY_TEXT("Before word %1 of the first the second says “%2”, the first nothing."), number(run.place), named(run.b)));
        else if (run.b.empty())
            out.push_back(Message(CAUSEWAY_TEXT("At word %1 the first says “%2”, the second nothing."), number(run.place), named(run.a)));
        else
            out.push_back(Message(CAUSEWAY_TEXT("At word %1 the first says “%2”, the second “%3”."), number(run.place), named(run.a), named(run.b)));
    }
    if (runs.size() == kRunsTold + 1)
        out.push_back(Message(CAUSEWAY_TEXT("They differ in one more place.")));
    else if (runs.size() > kRunsTold)
        out.push_back(Message(CAUSEWAY_TEXT("They differ in %1 more places."), number(runs.size() - kRunsTold)));
}

Result<Side> resolve(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const ExplainPatternsRequest::Side &asked)
{
    Side side;
    const storage::Snapshot &snapshot = reader.snapshot();
    if (asked.event) {
        if (asked.event->value >= snapshot.events)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no such line")));
        CAUSEWAY_ASSIGN(const storage::Event event, reader.event(*asked.event));
        side.shape = event.shape;
        side.text = event.bytes.substr(event.contentBegin, event.contentEnd - event.contentBegin);
        side.info = catalog.find(catalog.templateOf(event.shape));
        return side;
    }
    side.info = catalog.find(asked.id);
    if (side.info == nullptr || side.info->shapes.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no pattern %1"), asked.id.value));
    const auto count = [&](ShapeId shape) { return shape.value < snapshot.shapeCounts.size() ? snapshot.shapeCounts[shape.value] : 0; };
    side.shape = *std::max_element(side.info->shapes.begin(), side.info->shapes.end(), [&](ShapeId x, ShapeId y) { return count(x) < count(y); });
    side.text = side.info->text();
    return side;
}

// The newest edit that stands and merged or split the two shapes; its summary.
Result<std::optional<std::string>> byPerson(storage::Project &project, bool merged, ShapeId a, ShapeId b)
{
    CAUSEWAY_ASSIGN(const auto edits, storage::EditLog(project).recent(kMostEdits));
    for (const storage::EditInfo &edit : edits) {
        if (!edit.undone && edit.kind == (merged ? "template.merge" : "template.split") && isApartIn(merged ? edit.before : edit.after, a, b))
            return std::optional(edit.summary);
    }
    return std::optional<std::string>();
}

struct Covering {
    std::string names;         // of the parameters that two shapes write differently
    std::vector<Message> said; // where and how
};
Covering coveringParameters(const storage::TemplateInfo &info, const templates::Shape &a, const templates::Shape &b)
{
    const auto left = storage::parameterPaths(info.tokens, a), right = storage::parameterPaths(info.tokens, b);
    if (left.size() != right.size())
        return {};
    const auto written = [](const storage::ParameterPath &path) {
        std::string text;
        for (const auto &part : path.parts)
            text += part.slot ? std::string_view("<*>") : part.text;
        return text;
    };
    Covering out;
    std::size_t k = 0;
    for (const templates::Token &token : info.tokens) {
        if (!token.parameter)
            continue;
        if (k < left.size() && written(left[k]) != written(right[k])) {
            const std::string name = token.text.empty() ? "value " + std::to_string(k + 1) : token.text;
            out.names += (out.names.empty() ? "" : ", ") + name;
            if (out.said.size() < kRunsTold)
                out.said.push_back(Message(CAUSEWAY_TEXT("As %1 the first has “%2”, the second “%3”."), name, named(written(left[k])), named(written(right[k]))));
        }
        ++k;
    }
    return out;
}

// The number, from 0 on, of the one word in which two forms differ.
std::optional<std::size_t> differingWord(const Words &x, const Words &y)
{
    if (x.size() != y.size() || x.size() >= kMostWords)
        return std::nullopt;
    const auto [left, right] = std::mismatch(x.begin(), x.end(), y.begin());
    if (left == x.end() || !std::equal(left + 1, x.end(), right + 1))
        return std::nullopt;
    return static_cast<std::size_t>(left - x.begin());
}

struct Difference {
    std::size_t place = 0; // the word's number from 1 on
    std::string a, b;
};
std::optional<Difference> differenceOf(const storage::TemplateInfo *ofA, const templates::Shape &a, const storage::TemplateInfo *ofB, const templates::Shape &b)
{
    const Words x = wordsOf(a.text), y = wordsOf(b.text);
    const auto place = differingWord(x, y);
    if (!place)
        return std::nullopt;
    const auto word = [&](const storage::TemplateInfo *info, const templates::Shape &shape, const Words &own) {
        const std::string text = readable(info, shape);
        const Words words = wordsOf(text);
        return words.size() == own.size() ? std::string(words[*place]) : withWildcards(own[*place]);
    };
    return Difference{*place + 1, word(ofA, a, x), word(ofB, b, y)};
}

// Their own forms where these differ in one word alone, else the commonest of their patterns that do; their own where none do.
std::pair<ShapeId, ShapeId> closest(const storage::Snapshot &snapshot, const Side &a, const Side &b)
{
    const auto formsOf = [&](const Side &side) {
        std::vector<ShapeId> forms{side.shape};
        for (const ShapeId shape : side.info->shapes)
            if (shape != side.shape && shape.value < snapshot.shapes.size())
                forms.push_back(shape);
        std::stable_sort(forms.begin() + 1, forms.end(), [&](ShapeId x, ShapeId y) { return snapshot.shapeCounts[x.value] > snapshot.shapeCounts[y.value]; });
        return forms;
    };
    const auto left = formsOf(a), right = formsOf(b);
    std::size_t tried = 0;
    for (const ShapeId x : left)
        for (const ShapeId y : right) {
            if (++tried > kPairsTried)
                return {a.shape, b.shape};
            if (differingWord(wordsOf(snapshot.shapes[x.value].text), wordsOf(snapshot.shapes[y.value].text)))
                return {x, y};
        }
    return {a.shape, b.shape};
}

using Decision = templates::PlaceDecision;

// What mining compared where the two shapes differ; nothing where it never compared them at one place.
Result<std::optional<Decision>> decisionOf(storage::Project &project, storage::EventReader &reader, ShapeId a, ShapeId b, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto shapes, weightedShapes(project, reader.snapshot()));
    const auto indexOf = [&](ShapeId id) { return static_cast<std::uint32_t>(std::find_if(shapes.begin(), shapes.end(), [&](const auto &shape) { return shape.id == id; }) - shapes.begin()); };
    std::vector<storage::TemplateMask> stored;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(stored, storage::MaskStore::masks(database));
        return {};
    }));
    CAUSEWAY_ASSIGN(const ShapeMasks masks, shapeMasks(reader, stored, 0, job));
    std::vector<templates::MaskSet> asked;
    for (const templates::WeightedShape &shape : shapes)
        asked.push_back(masks.of(shape.id));
    return templates::decisionBetween(shapes, masks.compiled, asked, indexOf(a), indexOf(b), job);
}

// The numbers that were compared, then why it is these.
void sayNumbers(std::vector<Message> &out, const Decision &decision)
{
    using Rule = Decision::Rule;
    const auto say = [&out](Message message) { out.push_back(std::move(message)); };
    const double share = decision.lines > 0 ? std::round(1000.0 * static_cast<double>(decision.most) / static_cast<double>(decision.lines)) / 10 : 0.0;
    if (decision.needed > 0) {
        say(Message(CAUSEWAY_TEXT("Lines that are otherwise of this form have %1{different word|different words} there, among %2{line|lines} (the commonest in %3 % of them); from %4 on they are a parameter."),
                    number(decision.words), number(decision.lines), share, number(decision.needed)));
        if (decision.values > 0)
            say(decision.values == 1 ? Message(CAUSEWAY_TEXT("A number or another value stands there too; it counts for one word more."))
                                     : Message(CAUSEWAY_TEXT("Numbers and other values stand there too; they count for %1 words more."), number(decision.values)));
    } else
        say(Message(CAUSEWAY_TEXT("Lines that are otherwise of this form have %1{different word|different words} there, among %2{line|lines} (the commonest in %3 % of them)."), number(decision.words), number(decision.lines), share));
    switch (decision.rule) {
    case Rule::FewConstants:
        say(decision.constants == 1 ? Message(CAUSEWAY_TEXT("One constant word stands around it: with fewer than 2 no words are a parameter, however many there are."))
                                    : Message(CAUSEWAY_TEXT("%1 constant words stand around it: with fewer than 2 no words are a parameter, however many there are."), number(decision.constants)));
        break;
    case Rule::Names:
        say(Message(CAUSEWAY_TEXT("Values stand there too, and each of the words is in at most one of %1 lines: that is how names come, whatever stands around."), number(Decision::kSeldom)));
        break;
    case Rule::BesideValues:
        say(Message(CAUSEWAY_TEXT("Other values, such as numbers, stand at this place too, %1 or more of them: words beside them are values as well."), number(decision.values)));
        break;
    case Rule::Usual: say(Message(CAUSEWAY_TEXT("%1 is the usual number: %2 constant words stand around."), number(decision.needed), number(decision.constants))); break;
    case Rule::LittleText:
        say(decision.constants == 1 ? Message(CAUSEWAY_TEXT("It takes as many as %1, since only one constant word stands around."), number(decision.needed))
                                    : Message(CAUSEWAY_TEXT("It takes as many as %1, since only %2 constant words stand around."), number(decision.needed), number(decision.constants)));
        break;
    case Rule::AtStart: say(Message(CAUSEWAY_TEXT("It takes as many as %1, since the first word of a message mostly says what it is about."), number(decision.needed))); break;
    case Rule::Capitals: say(Message(CAUSEWAY_TEXT("It takes as many as %1, since words in capitals mostly are keywords."), number(decision.needed))); break;
    case Rule::AsksName: say(Message(CAUSEWAY_TEXT("%1 are enough, since the word before asks for a name."), number(decision.needed))); break;
    case Rule::KnownNames: say(Message(CAUSEWAY_TEXT("%1 are enough, since all of them are values in other messages."), number(decision.needed))); break;
    case Rule::Paths: say(Message(CAUSEWAY_TEXT("%1 are enough, since all of them are paths."), number(decision.needed))); break;
    case Rule::States: say(Message(CAUSEWAY_TEXT("It takes as many as %1, since most of them say a state, which is a part of what is said."), number(decision.needed))); break;
    }
}

} // namespace

Result<ExplainPatternsResponse> explainPatterns(storage::Project &project, storage::EventReader &reader, const storage::TemplateCatalog &catalog,
                                                const ExplainPatternsRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const Side a, resolve(reader, catalog, request.a));
    CAUSEWAY_ASSIGN(const Side b, resolve(reader, catalog, request.b));
    const storage::Snapshot &snapshot = reader.snapshot();
    ExplainPatternsResponse out;
    out.words = align(wordsOf(a.text), wordsOf(b.text));
    out.onePattern = a.info != nullptr && b.info != nullptr && a.info->id == b.info->id;
    out.a = a.info != nullptr ? a.info->id : TemplateId();
    out.b = b.info != nullptr ? b.info->id : TemplateId();
    const auto say = [&out](Message message) { out.sentences.push_back(std::move(message)); };
    if (a.shape == b.shape) {
        out.decides = Decides::SameForm;
        say(Message(CAUSEWAY_TEXT("Both have the same form, “%1”: what differs are values in it, and lines of the same form are always of one pattern."), named(readable(a.info, snapshot.shapes[a.shape.value]))));
        sayRuns(out.sentences, runsOf(out.words), wordsInFirst(out.words));
        return out;
    }
    if (a.info == nullptr || b.info == nullptr) {
        out.decides = Decides::Constants;
        say(Message(CAUSEWAY_TEXT("The patterns have not been looked for since these lines were imported.")));
        return out;
    }
    if (out.onePattern) {
        CAUSEWAY_ASSIGN(const auto edit, byPerson(project, true, a.shape, b.shape));
        if (edit) {
            out.decides = Decides::Person;
            say(Message(CAUSEWAY_TEXT("A person made them one pattern: “%1”."), *edit));
            return out;
        }
        out.decides = Decides::Parameters;
        const auto [names, said] = coveringParameters(*a.info, snapshot.shapes[a.shape.value], snapshot.shapes[b.shape.value]);
        if (names.empty()) {
            say(Message(CAUSEWAY_TEXT("Their forms, “%1” and “%2”, differ in white space or punctuation alone."), named(readable(a.info, snapshot.shapes[a.shape.value])), named(readable(b.info, snapshot.shapes[b.shape.value]))));
            return out;
        }
        say(Message(CAUSEWAY_TEXT("Their forms differ in words that the pattern takes for values: %1."), names));
        out.sentences.insert(out.sentences.end(), said.begin(), said.end());
        CAUSEWAY_ASSIGN(out.decision, decisionOf(project, reader, a.shape, b.shape, job));
        if (out.decision && out.decision->parameter)
            sayNumbers(out.sentences, *out.decision);
        say(Message(CAUSEWAY_TEXT("The pattern reads “%1” and holds %2{form|forms}."), named(a.info->text()), static_cast<std::int64_t>(a.info->shapes.size())));
        return out;
    }
    CAUSEWAY_ASSIGN(const auto edit, byPerson(project, false, a.shape, b.shape));
    if (edit) {
        out.decides = Decides::Person;
        say(Message(CAUSEWAY_TEXT("A person split them: “%1”."), *edit));
        return out;
    }
    out.decides = Decides::Constants;
    const auto [of, with] = closest(snapshot, a, b);
    if (const auto difference = differenceOf(a.info, snapshot.shapes[of.value], b.info, snapshot.shapes[with.value])) {
        const bool own = of == a.shape && with == b.shape;
        say(own ? Message(CAUSEWAY_TEXT("They differ in one word, the one at place %1: “%2” and “%3”, which is taken for a part of what is said, not for a value."), number(difference->place), named(difference->a),
                          named(difference->b))
                : Message(CAUSEWAY_TEXT("Beside values they differ in one word, the one at place %1: “%2” and “%3”, which is taken for a part of what is said, not for a value."), number(difference->place),
                          named(difference->a), named(difference->b)));
        CAUSEWAY_ASSIGN(out.decision, decisionOf(project, reader, of, with, job));
        if (out.decision) {
            sayNumbers(out.sentences, *out.decision);
            if (out.decision->parameter)
                say(Message(CAUSEWAY_TEXT("By that they would be one pattern; pins or edits keep them apart.")));
        } else
            say(Message(CAUSEWAY_TEXT("What stands there is no plain word in both, and only plain words are counted as values of one place.")));
    } else {
        // By the patterns' texts: words that both take for values decide nothing.
        const std::vector<Word> words = align(wordsOf(a.info->text()), wordsOf(b.info->text()));
        const auto runs = runsOf(words);
        say(runs.size() == 1 ? Message(CAUSEWAY_TEXT("They differ in one place, by words that are taken for a part of what is said, not for values."))
                             : Message(CAUSEWAY_TEXT("They differ in %1 places, by words that are taken for a part of what is said, not for values."), number(runs.size())));
        sayRuns(out.sentences, runs, wordsInFirst(words));
        say(runs.size() == 1 ? Message(CAUSEWAY_TEXT("What stands there is not one plain word in both, and only plain words are counted as values of one place."))
                             : Message(CAUSEWAY_TEXT("Words at several places are taken for values only where the more frequent one has values there.")));
    }
    for (const Side *side : {&a, &b})
        if (side->info->pinned)
            say(Message(CAUSEWAY_TEXT("“%1” is pinned: whatever is learned, its lines stay as they are."), named(catalog.nameOf(side->info->id))));
    say(Message(CAUSEWAY_TEXT("If they mean the same, merge them.")));
    return out;
}

} // namespace causeway::engine
