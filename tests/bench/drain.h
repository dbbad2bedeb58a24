#pragma once
// Drain (He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017), as a peer to measure
// against. One setting for all: similarity .4, depth 4, at most 100 children; no patterns of a system's own.
//
// A message is split at white space. The tree parts messages by their number of words, then by their first words; a word
// with a digit goes the way of <*>. In the leaf the most similar group takes the message if it is similar enough (words that
// are equal to the group's, by the number of words; ties to more <*>); words that differ become <*>.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::bench {

struct DrainSettings {
    double similarity = .4;
    // Words that the tree parts by: depth − 2 in the paper; depth − 3 in its authors' program, which counts the leaf too.
    std::size_t partingWords = 2;
    std::size_t children = 100;
    bool maskValues = false; // words with digits are <*> before anything else
};

class Drain {
public:
    explicit Drain(const DrainSettings &settings) : m_settings(settings) {}
    // The group of the message, from 0 in order of appearance; it stays the message's.
    std::size_t add(std::string_view message);

private:
    using Words = std::vector<std::string>;
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
        std::vector<std::size_t> groups; // of a leaf
    };
    [[nodiscard]] Words split(std::string_view message) const;
    [[nodiscard]] const Node *find(const Words &words) const;
    Node &insert(const Words &words);

    DrainSettings m_settings;
    std::map<std::size_t, Node> m_roots; // by the number of words
    std::vector<Words> m_groups;
};

} // namespace causeway::bench
