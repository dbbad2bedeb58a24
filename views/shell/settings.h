#pragma once
// What a person has set, over all projects: theme, font size, zone, threads, recent projects, layouts. Kept in QSettings.

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QStringList>

#include "views/theme/theme.h"

namespace causeway::views {

class Settings : public QObject {
    Q_OBJECT
public:
    // file: an own INI file (tests); empty = the user's.
    explicit Settings(const QString &file = {}, QObject *parent = nullptr);

    [[nodiscard]] theme::Mode themeMode() const;
    void setThemeMode(theme::Mode mode);
    [[nodiscard]] int fontSize() const; // points, 0 = the system's
    void setFontSize(int points);
    [[nodiscard]] bool utc() const;
    void setUtc(bool utc);
    [[nodiscard]] int threads() const; // 0 = as many as the processor has
    void setThreads(int threads);
    [[nodiscard]] QStringList recentProjects() const;
    void setRecentProjects(const QStringList &paths);

    // A layout is bytes under a name with the version that wrote it; empty where absent or of another version.
    [[nodiscard]] QByteArray layout(const QString &name) const;
    void setLayout(const QString &name, const QByteArray &bytes);
    void clearLayouts();
    static constexpr int kLayoutVersion = 1;

    // Other values, by key, for panels.
    [[nodiscard]] QVariant value(const QString &key, const QVariant &fallback = {}) const { return m_settings.value(key, fallback); }
    void setValue(const QString &key, const QVariant &value) { m_settings.setValue(key, value); }

Q_SIGNALS:
    void appearanceChanged(); // theme, font size
    void zoneChanged();
    void threadsChanged();

private:
    QSettings m_settings;
};

} // namespace causeway::views
