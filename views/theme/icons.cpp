// Icons are SVG files in strokes of "currentColor": the colour is put in when they are painted, so that a change of theme
// needs no new icons and every scale is sharp.

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include "views/theme/theme.h"

namespace causeway::views::theme {

namespace {

class StrokeIcon : public QIconEngine {
public:
    explicit StrokeIcon(QByteArray svg, QString name) : m_svg(std::move(svg)), m_name(std::move(name)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        QColor ink = palette.color(QPalette::ButtonText);
        if (mode == QIcon::Disabled)
            ink = palette.color(QPalette::Disabled, QPalette::ButtonText);
        else if (mode == QIcon::Selected)
            ink = palette.color(QPalette::HighlightedText);
        auto &renderer = m_renderers[ink.rgba()];
        if (!renderer) {
            QByteArray coloured = m_svg;
            coloured.replace("currentColor", ink.name().toLatin1());
            renderer = std::make_shared<QSvgRenderer>(coloured);
        }
        const int side = std::min(rect.width(), rect.height());
        renderer->render(painter, QRectF(rect.x() + (rect.width() - side) / 2.0, rect.y() + (rect.height() - side) / 2.0, side, side));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect({}, size), mode, state);
        return picture;
    }
    QIconEngine *clone() const override { return new StrokeIcon(m_svg, m_name); }
    QString iconName() override { return m_name; }

private:
    QByteArray m_svg;
    QString m_name;
    QHash<QRgb, std::shared_ptr<QSvgRenderer>> m_renderers;
};

} // namespace

QIcon icon(const QString &name)
{
    if (name.isEmpty())
        return {};
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("no icon named %s", qPrintable(name));
        return {};
    }
    return QIcon(new StrokeIcon(file.readAll(), name));
}

} // namespace causeway::views::theme
