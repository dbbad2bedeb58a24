#include "app/engine/explain_patterns.h"

#include <algorithm>
#include <set>

#include "analysis/templates/shape_tokens.h"
#include "app/engine/edit_templates.h"
#include "storage/edit_log.h"
#include "storage/parameter_path.h"

namespace causeway::engine {

namespace {

using Decides = ExplainPatternsResponse::Decides;
using Words = std::vector<std::string_view>;

constexpr std::size_t kMostWords = 400;     // of a text that are compared; what is beyond is one word
constexpr std::size_t kMostEdits = 10'000;  // looked through, newest first
constexpr std::size_t kNamed = 80;          // bytes of a text in a sentence

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

std::string named(std::string text)
{
    if (text.size() <= kNamed)
        return text;
    std::size_t cut = kNamed;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
        --cut;
    return text.substr(0, cut) + "…";
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
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no template %1"), asked.id.value));
    const auto count = [&](ShapeId shape) { return shape.value < snapshot.shapeCounts.size() ? snapshot.shapeCounts[shape.value] : 0; };
    side.shape = *std::max_element(side.info->shapes.begin(), side.info->shapes.end(), [&](ShapeId x, ShapeId y) { return count(x) < count(y); });
    side.text = side.info->text();
    return side;
}

// The newest edit that stands and put both shapes where they are; its summary.
Result<std::optional<std::string>> byPerson(storage::Project &project, std::string_view kind, ShapeId a, ShapeId b)
{
    CAUSEWAY_ASSIGN(const auto edits, storage::EditLog(project).recent(kMostEdits));
    for (const storage::EditInfo &edit : edits) {
        if (edit.undone || edit.kind != kind)
            continue;
        const auto shapes = shapesOfTemplateEdit(edit.after);
        const auto has = [&](ShapeId shape) { return std::find(shapes.begin(), shapes.end(), shape) != shapes.end(); };
        if (has(a) && has(b))
            return std::optional(edit.summary);
    }
    return std::optional<std::string>();
}

// The parameters that the two shapes write differently, by name.
std::string coveringParameters(const storage::TemplateInfo &info, const templates::Shape &a, const templates::Shape &b)
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
    std::string names;
    std::size_t k = 0;
    for (const templates::Token &token : info.tokens) {
        if (!token.parameter)
            continue;
        if (k < left.size() && written(left[k]) != written(right[k]))
            names += (names.empty() ? "" : ", ") + (token.text.empty() ? "value " + std::to_string(k + 1) : token.text);
        ++k;
    }
    return names;
}

// Words that occur where the two shapes differ, in all shapes that are equal to them but for that place. 0: they differ in
// more places than one.
Result<std::size_t> wordsAtTheDifference(const storage::Snapshot &snapshot, ShapeId a, ShapeId b, const Job &job, std::string &left, std::string &right)
{
    const Words x = wordsOf(snapshot.shapes[a.value].text), y = wordsOf(snapshot.shapes[b.value].text);
    if (x.size() != y.size() || x.size() >= kMostWords)
        return std::size_t(0);
    std::size_t place = x.size();
    for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] != y[i]) {
            if (place < x.size())
                return std::size_t(0);
            place = i;
        }
    if (place == x.size())
        return std::size_t(0);
    left = withWildcards(x[place]);
    right = withWildcards(y[place]);
    std::set<std::string_view> found;
    for (std::size_t s = 0; s < snapshot.shapes.size(); ++s) {
        if ((s & 1023) == 0 && job.isCancelled())
            return failure(cancelled());
        const Words words = wordsOf(snapshot.shapes[s].text);
        bool equal = words.size() == x.size();
        for (std::size_t i = 0; equal && i < x.size(); ++i)
            equal = i == place || words[i] == x[i];
        if (equal)
            found.insert(words[place]);
    }
    return found.size();
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
    const auto say = [&out](Message message) { out.sentences.push_back(std::move(message)); };
    if (a.shape == b.shape) {
        out.decides = Decides::SameForm;
        say(Message(CAUSEWAY_TEXT("Both have the same form, “%1”: what differs are values in it, and lines of the same form are always of one pattern."), named(withWildcards(snapshot.shapes[a.shape.value].text))));
        return out;
    }
    if (a.info == nullptr || b.info == nullptr) {
        out.decides = Decides::Constants;
        say(Message(CAUSEWAY_TEXT("The patterns have not been looked for since these lines were imported.")));
        return out;
    }
    if (out.onePattern) {
        CAUSEWAY_ASSIGN(const auto edit, byPerson(project, "template.merge", a.shape, b.shape));
        const std::string names = coveringParameters(*a.info, snapshot.shapes[a.shape.value], snapshot.shapes[b.shape.value]);
        if (!names.empty()) {
            out.decides = Decides::Parameters;
            say(Message(CAUSEWAY_TEXT("Their forms differ in words that the pattern takes for values: %1."), names));
            say(Message(CAUSEWAY_TEXT("The pattern reads “%1” and holds %2 forms."), named(a.info->text()), static_cast<std::int64_t>(a.info->shapes.size())));
        } else if (!edit) {
            out.decides = Decides::Parameters;
            say(Message(CAUSEWAY_TEXT("Their forms, “%1” and “%2”, differ in white space or punctuation alone."), named(withWildcards(snapshot.shapes[a.shape.value].text)), named(withWildcards(snapshot.shapes[b.shape.value].text))));
        }
        if (edit) {
            if (names.empty())
                out.decides = Decides::Person;
            say(names.empty() ? Message(CAUSEWAY_TEXT("A person made them one pattern: “%1”."), *edit) : Message(CAUSEWAY_TEXT("A person confirmed this: “%1”."), *edit));
        }
        return out;
    }
    CAUSEWAY_ASSIGN(const auto edit, byPerson(project, "template.split", a.shape, b.shape));
    if (edit) {
        out.decides = Decides::Person;
        say(Message(CAUSEWAY_TEXT("A person split them: “%1”."), *edit));
        return out;
    }
    out.decides = Decides::Constants;
    std::string left, right;
    CAUSEWAY_ASSIGN(const std::size_t found, wordsAtTheDifference(snapshot, a.shape, b.shape, job, left, right));
    if (found > 0) {
        say(Message(CAUSEWAY_TEXT("They differ in one word, “%1” and “%2”, which is taken for a part of what is said, not for a value."), named(left), named(right)));
        say(Message(CAUSEWAY_TEXT("Lines that are otherwise of this form have %1 different words there. The more there are, the more it speaks for a value: how many it takes depends on how much "
                                  "constant text stands around, on whether numbers occur there too, and on how often each of them occurs."),
                    static_cast<std::int64_t>(found)));
    } else {
        const auto differing = std::count_if(out.words.begin(), out.words.end(), [](const auto &word) { return word.differs; });
        say(Message(CAUSEWAY_TEXT("They differ in %1 places. Words at several places are taken for values only where the more frequent one has values there."), static_cast<std::int64_t>(differing)));
    }
    for (const Side *side : {&a, &b})
        if (side->info->pinned)
            say(Message(CAUSEWAY_TEXT("“%1” is pinned: whatever is learned, its lines stay as they are."), named(catalog.nameOf(side->info->id))));
    say(Message(CAUSEWAY_TEXT("If they mean the same, merge them.")));
    return out;
}

} // namespace causeway::engine
