# cpack -G "DEB;TZST" from the build folder.
set(CPACK_PACKAGE_NAME causeway)
set(CPACK_PACKAGE_CONTACT "The Causeway maintainers <causeway@localhost>")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_GENERATOR DEB TZST)
include(CPack)
