#pragma once
// What the readers of class files share.

#include <charconv>
#include <map>
#include <tuple>

#include "analysis/boundaries/class_files.h"

namespace causeway::boundaries {

// Facts added up while a file is read.
class FactCollector {
public:
    void add(FactKind kind, std::string_view a, std::string_view b, std::string_view useCase, double weight);
    // As add, but the largest weight counts: what is told again is no more.
    void addLargest(FactKind kind, std::string_view a, std::string_view b, double weight, std::string_view useCase = {});
    [[nodiscard]] bool full() const { return m_facts.size() >= kMostFacts; }
    [[nodiscard]] std::vector<ClassFact> take();

    std::uint64_t records = 0, skipped = 0, firstSkipped = 0;
    void skip(std::uint64_t line)
    {
        ++skipped;
        if (firstSkipped == 0)
            firstSkipped = line;
    }

private:
    double &weightOf(FactKind kind, std::string_view a, std::string_view b, std::string_view useCase, bool &isNew);
    std::map<std::tuple<FactKind, std::string, std::string, std::string>, double> m_facts;
};

// Fields between commas, without spaces and double quotes around them; a comma within quotes does not part. At most `most`.
std::vector<std::string_view> splitFields(std::string_view line, std::size_t most);
// The next line, without its end; false at the end of the text.
bool nextLine(std::string_view &text, std::string_view &line);
std::optional<double> numberOf(std::string_view text); // finite, at least 0

// Columns of a table of pairs by its first line.
struct PairColumns {
    std::size_t a = 0, b = 0;
    std::optional<std::size_t> weight;
    FactKind kind = FactKind::Reference;
    bool used = true; // false: similarity of names, which is worked out anew
};
std::optional<PairColumns> pairColumnsOf(std::string_view header);

// Each reads one format. A file that ends or is full early is the caller's to tell.
void readCallFlows(std::string_view bytes, FactCollector &out);
void readPairTable(std::string_view bytes, FactCollector &out);
void readMethodChanges(std::string_view bytes, std::string_view name, FactCollector &out);
void readClassOverlap(std::string_view bytes, FactCollector &out);
void readClassList(std::string_view bytes, FactCollector &out);
// Errors: InvalidInput (no JSON).
Result<void> readClassJson(std::string_view bytes, std::string_view format, FactCollector &out);

} // namespace causeway::boundaries
