#pragma once
// The rules of mining that can be told apart, and their constants. The program mines by the values given here, the same
// for every system; others are for measuring what a rule is worth (tests/bench/leave_systems_out.cpp). What only bounds
// the work (passes, places tried) is not among them.
//
// A rule that is off is as if it did not exist; its constants then mean nothing.

#include <cstdint>

namespace causeway::templates {

struct MinerRules {
    // On the way into the store (shape_promoter.h). Counts are of distinct words, or of groups of shapes.
    bool promoteInGroups = true;        // a position with many words becomes a slot …
    std::uint32_t promotedWords = 24;   // … from so many on
    std::uint32_t partingWords = 8;     // up to so many part their group
    bool promoteByContext = true;       // what was promoted behind the same words in several groups is so everywhere
    std::uint32_t contextGroups = 3;    // in so many
    std::uint32_t contextAgainst = 4;   // and so many times fewer that kept it

    // What values look like (shape_tokens.h).
    bool paths = true;          // paths with a digit, URLs
    bool addresses = true;      // host.name:port, e-mail, groups of hex digits, names ending in a well-known label
    bool hexWords = true;       // words of eight letters a–f or more
    bool assignedValues = true; // all of what follows an attached "="
    bool dates = true;          // names of months and days before a value, AM, PM and time zones behind
    bool quantities = true;     // units, a second figure in parentheses
    bool gluedValues = true;    // values bound by separators
    bool lists = true;          // values with commas between them, elements of a list that are alike
    bool kin = true;            // neighbours that begin with the same letters ("task_1 task_2")
    bool signs = true;          // "<", "#" and "$" in front

    // When words at one place are a parameter (star). Counts are of distinct words there.
    bool star = true;
    std::uint32_t distinctWords = 5;
    std::uint32_t distinctWordsShy = 12; // at least, where one of these asks for more:
    bool shyWithLittleText = true;       //   fewer constant words around than enoughText
    bool shyAtStart = true;
    bool shyOfCapitals = true;
    std::uint32_t enoughText = 3;        // constant words around, one more at the start, that make values there enough
    bool besideValues = true;            // values at the same place, three of them or more, are enough
    bool countValues = true;             // values at the same place count as words, two at most
    bool recurringNames = true;          // beside values, words that keep coming, none of them often
    std::uint32_t recurringWords = 24;   // so many …
    std::uint32_t seldom = 50;           // … each in one of so many lines at most
    bool askedNames = true;              // "user", "host" … in front
    std::uint32_t distinctAskedNames = 3;
    std::uint32_t askedSharePercent = 80; // unless one of them has more of the lines
    bool knownNames = true;              // two are enough of words that are parameters elsewhere …
    std::uint32_t namesakes = 3;         // … together with so many
    bool pathWords = true;               // two are enough of paths without digits
    std::uint32_t pathSharePercent = 90; // unless one of them has more of the lines
    bool states = true;                  // words that tell what happened ("started", "down") stay apart …
    std::uint32_t distinctStates = 24;   // … up to so many

    // What falls under a template that was found (subsume.cpp, absorb.cpp).
    bool subsumeWords = true;      // equal but for words at its parameters
    bool subsumeChunks = true;     // the same by stretches between blanks
    std::uint32_t sureValues = 1;  // distinct values, at most 3, that make a parameter one that words fall under
    bool absorb = true;            // equal whatever the rules for values made of what stands around
};

} // namespace causeway::templates
