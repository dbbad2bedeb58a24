#pragma once
// Real data for tests: $CAUSEWAY_DATA, else ../shared/data from the project's root. Tests that need it are skipped,
// saying so, where it is missing: use CAUSEWAY_REQUIRE_DATA("loghub/HDFS/HDFS_2k.log") first thing.

#include <QTest>

#include <string>
#include <vector>

namespace causeway::test {

std::string dataPath(const std::string &relative); // "" where it is missing
std::string sourcePath(const std::string &relative); // of the project's own files
std::string readFile(const std::string &path);     // gunzips by name *.gz
std::vector<std::string> readLines(const std::string &path); // without terminators

} // namespace causeway::test

#define CAUSEWAY_REQUIRE_DATA(relative)                                                                                \
    do {                                                                                                               \
        if (::causeway::test::dataPath(relative).empty())                                                              \
            QSKIP("the data folder does not hold " relative " (set CAUSEWAY_DATA)");                                   \
    } while (false)
