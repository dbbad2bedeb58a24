#pragma once
// A small crafted log of orders, and what use cases on it need.

#include "tests/support/temporary_project.h"

#include <QString>

#include <optional>
#include <string>

#include "app/engine/group_sessions.h"
#include "app/engine/import_logs.h"
#include "app/engine/mine_templates.h"

namespace causeway::test {

// Orders: received, paid, sent; every 50th is never paid. Interleaved, a second apart.
inline std::string orders(int count)
{
    std::string text;
    const auto line = [&](int second, const std::string &what) {
        char stamp[64];
        std::snprintf(stamp, sizeof stamp, "2024-01-01 %02d:%02d:%02d INFO shop: ", second / 3600, second / 60 % 60, second % 60);
        text += stamp + what + "\n";
    };
    for (int i = 0; i < count + 2; ++i) {
        const auto id = [](int n) { return "order_" + std::to_string(1000 + n); };
        if (i < count)
            line(3 * i, "received " + id(i) + " from customer");
        if (i >= 1 && i - 1 < count && (i - 1) % 50 != 49)
            line(3 * i + 1, "payment of " + id(i - 1) + " accepted");
        if (i >= 2)
            line(3 * i + 2, "parcel for " + id(i - 2) + " handed over");
    }
    return text;
}

inline Result<engine::ImportResponse> import(TemporaryProject &project, const std::string &name, const std::string &bytes, std::optional<Verdict> label = {})
{
    engine::ImportRequest request;
    request.paths = {project.write(name, bytes)};
    request.label = label;
    return engine::importLogs(*project, request, Job{});
}

inline const storage::TemplateInfo *findText(const storage::TemplateCatalog &catalog, const std::string &part)
{
    for (const storage::TemplateInfo &info : catalog.templates)
        if (info.text().find(part) != std::string::npos)
            return &info;
    return nullptr;
}

// "id: text xcount" of all templates, to compare before and after.
inline QString describe(storage::Project &project)
{
    const auto catalog = engine::currentTemplates(project, 1, Job{});
    if (!catalog)
        return QString::fromStdString(catalog.error().toEnglish());
    QString out;
    for (const storage::TemplateInfo &info : (*catalog)->templates)
        out += QStringLiteral("%1:%2 x%3 %4 [%5]\n").arg(info.id.value).arg(QString::fromStdString(info.text())).arg(info.count).arg(QString::fromStdString(info.name)).arg(info.shapes.size());
    return out;
}

inline sessions::Grouping by(const char *text) { return sessions::Grouping::parse(text).value_or(sessions::Grouping()); }

} // namespace causeway::test
