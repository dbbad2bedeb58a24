#pragma once
// SQL that makes of a project of the current version one as an earlier version left it.

#include <string>

namespace causeway::test {

inline std::string downTo(int version)
{
    std::string sql;
    if (version < 6)
        sql += "DROP TABLE class_fact;";
    if (version < 5)
        sql += "DROP TABLE scenario; DROP TABLE scenario_result; DROP TABLE trained_policy; DROP TABLE approval; DROP TABLE split;";
    if (version < 4)
        sql += "DROP TABLE incident; ALTER TABLE finding DROP COLUMN origin; ALTER TABLE finding DROP COLUMN absent;";
    if (version == 2)
        sql += "ALTER TABLE signal_source DROP COLUMN from_ns; ALTER TABLE signal_source DROP COLUMN to_ns;";
    if (version < 2)
        sql += "DROP VIEW spans; DROP VIEW metrics; DROP TABLE signal_source; DROP TABLE resource; DROP TABLE scope; DROP TABLE operation;"
               "DROP TABLE span; DROP TABLE series; DROP TABLE metric_point; DROP TABLE signal_note;";
    return sql + "PRAGMA user_version=" + std::to_string(version);
}

} // namespace causeway::test
