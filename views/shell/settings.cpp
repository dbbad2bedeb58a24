#include "views/shell/settings.h"

#include <algorithm>

namespace causeway::views {

Settings::Settings(const QString &file, QObject *parent)
    : QObject(parent),
      m_settings(file.isEmpty() ? QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("causeway"), QStringLiteral("causeway")).fileName() : file,
                 QSettings::IniFormat)
{
}

theme::Mode Settings::themeMode() const
{
    const QString name = m_settings.value(QStringLiteral("look/theme")).toString();
    return name == QLatin1String("light") ? theme::Mode::Light : name == QLatin1String("dark") ? theme::Mode::Dark : theme::Mode::System;
}

void Settings::setThemeMode(theme::Mode mode)
{
    m_settings.setValue(QStringLiteral("look/theme"), mode == theme::Mode::Light  ? QStringLiteral("light")
                                                      : mode == theme::Mode::Dark ? QStringLiteral("dark")
                                                                                  : QStringLiteral("system"));
    Q_EMIT appearanceChanged();
}

int Settings::fontSize() const
{
    const int size = m_settings.value(QStringLiteral("look/fontSize"), 0).toInt();
    return size >= 6 && size <= 32 ? size : 0;
}

void Settings::setFontSize(int points)
{
    m_settings.setValue(QStringLiteral("look/fontSize"), points);
    Q_EMIT appearanceChanged();
}

bool Settings::utc() const { return m_settings.value(QStringLiteral("look/utc"), false).toBool(); }

void Settings::setUtc(bool utc)
{
    m_settings.setValue(QStringLiteral("look/utc"), utc);
    Q_EMIT zoneChanged();
}

int Settings::threads() const { return std::clamp(m_settings.value(QStringLiteral("work/threads"), 0).toInt(), 0, 256); }

void Settings::setThreads(int threads)
{
    m_settings.setValue(QStringLiteral("work/threads"), threads);
    Q_EMIT threadsChanged();
}

QStringList Settings::recentProjects() const { return m_settings.value(QStringLiteral("recent/projects")).toStringList(); }
void Settings::setRecentProjects(const QStringList &paths) { m_settings.setValue(QStringLiteral("recent/projects"), paths); }

QByteArray Settings::layout(const QString &name) const
{
    const QByteArray stored = m_settings.value(QStringLiteral("layout/") + name).toByteArray();
    const QByteArray version = QByteArray::number(kLayoutVersion) + ':';
    return stored.startsWith(version) ? stored.mid(version.size()) : QByteArray();
}

void Settings::setLayout(const QString &name, const QByteArray &bytes)
{
    m_settings.setValue(QStringLiteral("layout/") + name, QByteArray(QByteArray::number(kLayoutVersion) + ':' + bytes));
}

void Settings::clearLayouts() { m_settings.remove(QStringLiteral("layout")); }

} // namespace causeway::views
