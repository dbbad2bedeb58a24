#pragma once
// The labelled lines of loghub/<System>/.

#include <string>
#include <vector>

#include "tests/support/test_data.h"

namespace causeway::test {

inline std::vector<std::vector<std::string>> readCsv(const std::string &path)
{
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row;
    std::string field;
    bool quoted = false;
    const std::string bytes = readFile(path);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (quoted) {
            if (c != '"')
                field += c;
            else if (i + 1 < bytes.size() && bytes[i + 1] == '"')
                field += bytes[++i];
            else
                quoted = false;
        } else if (c == '"')
            quoted = true;
        else if (c == ',' || c == '\n') {
            row.push_back(std::move(field));
            field.clear();
            if (c == '\n') {
                rows.push_back(std::move(row));
                row.clear();
            }
        } else if (c != '\r')
            field += c;
    }
    if (!field.empty() || !row.empty()) {
        row.push_back(std::move(field));
        rows.push_back(std::move(row));
    }
    return rows;
}

// The columns asked for; empty where the file or a column is missing.
inline std::vector<std::vector<std::string>> readColumns(const std::string &path, const std::vector<std::string> &names)
{
    std::vector<std::vector<std::string>> rows = readCsv(path), out;
    if (rows.empty())
        return out;
    std::vector<std::size_t> columns;
    for (const std::string &name : names)
        for (std::size_t i = 0; i < rows[0].size(); ++i)
            if (rows[0][i] == name)
                columns.push_back(i);
    if (columns.size() != names.size())
        return out;
    for (std::size_t r = 1; r < rows.size(); ++r) {
        std::vector<std::string> picked;
        for (const std::size_t column : columns)
            picked.push_back(column < rows[r].size() ? rows[r][column] : std::string());
        out.push_back(std::move(picked));
    }
    return out;
}

} // namespace causeway::test
